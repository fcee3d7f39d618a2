import postgres from "postgres";

/** One direct connection of tenantry_owner, for migrations, provisioning and the worker. Never held by the web process. */
export function connectAsOperator(url: string, applicationName: string, connections = 1): postgres.Sql {
  return postgres(url, {
    max: connections,
    fetch_types: false,
    connect_timeout: 5,
    connection: { application_name: applicationName },
    onnotice: () => {},
  });
}
