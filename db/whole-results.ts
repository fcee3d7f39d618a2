import type postgres from "postgres";

/** A query of postgres.js, with fields that its types leave out. `state` is set once the driver has sent the query. */
export type DriverQuery = Promise<unknown> & {
  handler(query: DriverQuery): void;
  resolve(result: unknown): void;
  reject(error: unknown): void;
  state: { pid: number | null } | null;
};

/**
 * The driver's client, with whole results. The driver resets its count of rows when a command completes, not when one fails:
 * after a statement that returned three rows and then failed, the next result on that connection begins with three holes.
 * Queries of the driver's own transactions (`begin`) need no help, because ROLLBACK completes.
 * @param onQuery gets each query before it is sent.
 */
export function withWholeResults(
  client: postgres.Sql,
  onQuery: (query: DriverQuery) => void = () => {},
): postgres.Sql {
  const take = <T>(made: T): T => {
    // The tagged client also makes identifiers and fragments, which are no queries or are never run.
    if (!(made instanceof Promise)) return made;
    const query = made as unknown as DriverQuery;
    const { resolve } = query;
    query.resolve = (result) => resolve(withoutHoles(result));
    onQuery(query);
    return made;
  };
  const unsafe: postgres.Sql["unsafe"] = (...args) => take(client.unsafe(...args));
  return new Proxy(client, {
    apply: (_, self, args) => take(Reflect.apply(client, self, args)),
    get: (_, name) => (name === "unsafe" ? unsafe : Reflect.get(client, name)),
  });
}

/** Several statements in one message have a list of results, and only the first can begin with holes. */
function withoutHoles(result: unknown): unknown {
  const rows = Array.isArray(result) && Array.isArray(result[0]) ? result[0] : result;
  if (Array.isArray(rows) && rows.length > 0 && !(0 in rows))
    rows.splice(
      0,
      rows.findIndex((_, index) => index in rows),
    );
  return result;
}
