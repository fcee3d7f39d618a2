/**
 * The backend of a client that vanished without a word, with its machine or its network, ends within half a minute, and with
 * it its locks and its place among the connections. By the system's defaults that takes two hours.
 */
export const vanishedClient = {
  tcp_keepalives_idle: 10,
  tcp_keepalives_interval: 5,
  tcp_keepalives_count: 3,
  tcp_user_timeout: 30_000,
};

/** How values are written. What an administrator sets for a role or the database is not ours. */
const formats = { datestyle: "ISO, MDY", intervalstyle: "postgres", timezone: "UTC", row_security: "on" };

/**
 * Sent with a connection for a tenant's SQL, they override the role's defaults and are what `reset all` restores. PgBouncer
 * does not accept such settings.
 */
export const tenantSettings = {
  ...formats,
  search_path: "pg_catalog",
  // Less than `answerTimeout`: a slow statement ends with its own error, and the connection lives.
  statement_timeout: 8000,
  lock_timeout: 10_000,
  // A backend stops working for a client that has disconnected.
  client_connection_check_interval: 2000,
  log_parameter_max_length_on_error: 0,
};

/**
 * For the owner's connections, whose statements may take hours. A query over the catalog of ten thousand tenants costs enough
 * to be compiled, and runs once. A backend that works for a client who is gone would keep its locks until the statement ends,
 * and one whose client stands still, until it goes on.
 */
export const ownerSettings = {
  ...formats,
  jit: "off",
  default_transaction_isolation: "read committed",
  // As text: the driver leaves out a zero.
  statement_timeout: "0",
  lock_timeout: "0",
  idle_in_transaction_session_timeout: 60_000,
  client_connection_check_interval: 2000,
};
