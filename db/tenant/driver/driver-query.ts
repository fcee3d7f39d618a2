import type postgres from "postgres";

/**
 * A query of postgres.js, with fields that its types leave out. It is sent when it is first awaited, by `handler`. `state` is
 * set once the driver has sent it.
 */
export type DriverQuery = Promise<unknown> & {
  strings: TemplateStringsArray | [string];
  args: unknown[];
  options: Record<string, unknown>;
  tagged: boolean;
  handler(query: DriverQuery): void;
  resolve(value: unknown): void;
  reject(error: unknown): void;
  state: { pid: number | null } | null;
};

/**
 * The driver's client with `onSend` in place of what sends a query. Fragments and identifiers are made as before.
 * @param members further or other members of the client.
 */
export function intercept<C extends postgres.Sql>(
  client: C,
  onSend: (query: DriverQuery, send: (query: DriverQuery) => void) => void,
  members: object = {},
): C {
  const watch = <T>(made: T): T => {
    // The tagged client also makes identifiers and fragments, which are no queries or are never run.
    if (!(made instanceof Promise)) return made;
    const query = made as unknown as DriverQuery;
    const send = query.handler;
    query.handler = (self) => onSend(self, send);
    return made;
  };
  const unsafe: postgres.Sql["unsafe"] = (...args) => watch(client.unsafe(...args));
  const own = { unsafe, ...members };
  return new Proxy(client, {
    apply: (_, self, args) => watch(Reflect.apply(client, self, args)),
    get: (_, name) => Reflect.get(name in own ? own : client, name),
  });
}

/** The same query on another client: not sent yet. */
export function remade(query: DriverQuery, client: postgres.Sql): DriverQuery {
  const { strings, args, options, tagged } = query;
  const made = tagged
    ? client(strings as TemplateStringsArray, ...(args as never[]))
    : client.unsafe(String(strings[0]), args as never[]);
  const other = made as unknown as DriverQuery;
  Object.assign(other.options, options);
  return other;
}
