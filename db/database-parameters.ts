/** The values of the parameters that are read. */
export type Parameters = Partial<Record<(typeof read)[number] | "pgbouncer", string>>;

type Refuse = (problem: string) => never;

const read = [
  ...(["host", "hostaddr", "port", "user", "password", "dbname", "connect_timeout"] as const),
  ...(["sslmode", "ssl", "sslrootcert", "sslcert", "sslkey", "sslpassword", "channel_binding"] as const),
] as const;

/** The processes set these themselves, or, with one host and our own deadlines, they change nothing. */
const withoutEffect = [
  ...["application_name", "fallback_application_name", "load_balance_hosts", "tcp_user_timeout"],
  ...["keepalives", "keepalives_idle", "keepalives_interval", "keepalives_count"],
  ...["sslcompression", "sslsni", "krbsrvname", "gsslib", "gssdelegation", "uselibpqcompat"],
];

/** Understood with these values only, which are what happens anyway. */
const fixed: Record<string, RegExp> = {
  pgbouncer: /^(true|false)$/,
  client_encoding: /^(auto|utf-?8|unicode)$/i,
  gssencmode: /^(disable|prefer)$/,
  sslnegotiation: /^postgres$/,
  sslcertmode: /^allow$/,
  ssl_min_protocol_version: /^TLSv1(\.[12])?$/,
  target_session_attrs: /^(any|read-write|primary|prefer-standby)$/,
  // Neon's, for clients that do not name the host in TLS. Ours does.
  options: /^(endpoint|project)=[\w.-]+$/,
};

const onlyLibpq = [
  ...[
    "passfile",
    "service",
    "servicefile",
    "requirepeer",
    "require_auth",
    "requiressl",
    "replication",
    "sslcrl",
    "sslcrldir",
  ],
  ...[
    "ssl_max_protocol_version",
    "sslkeylogfile",
    "scram_client_key",
    "scram_server_key",
    "min_protocol_version",
  ],
  ...["max_protocol_version", "oauth_issuer", "oauth_client_id", "oauth_client_secret", "oauth_scope"],
];

/** Reads the part behind the question mark. Unlike in a form, + is a plus. */
export function databaseParameters(
  query: string,
  decoded: (text: string, part: string) => string,
  refuse: Refuse,
): Parameters {
  const given: Parameters = {};
  for (const pair of query.split("&").filter(Boolean)) {
    const at = pair.indexOf("=");
    const name = pair.slice(0, at < 0 ? undefined : at);
    // Anything else may be a piece of a password.
    if (at < 0 || !/^[a-z_]{2,40}$/i.test(name)) refuse("has something after its ? that is not a parameter");
    const value = decoded(pair.slice(at + 1), `parameter ${name}`);
    const values = Object.hasOwn(fixed, name) ? fixed[name] : undefined;
    if (onlyLibpq.includes(name)) refuse(`has the parameter ${name}, which is not supported here`);
    if (values && !values.test(value))
      refuse(`has a value of ${name} that is not supported here${hints[name] ?? ""}`);
    if (isRead(name)) given[name] = value;
    else if (!values && !withoutEffect.includes(name)) refuse(`has the unknown parameter ${name}: remove it`);
  }
  return given;
}

export function isTrue(value: string | undefined): boolean {
  return value === "true";
}

const hints: Record<string, string> = {
  options: ": settings belong to the role (alter role … set …)",
  target_session_attrs: ": name the server that takes writes",
};

function isRead(name: string): name is keyof Parameters {
  return name === "pgbouncer" || (read as readonly string[]).includes(name);
}
