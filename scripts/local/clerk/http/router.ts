/** `:name` in a pattern matches one path segment. */
export type Route<Handler> = { method: string; pattern: string; handler: Handler };

export type Match<Handler> = { handler: Handler; params: Params; name: string };

export class Params {
  constructor(private readonly values: Record<string, string>) {}

  get(name: string): string {
    const value = this.values[name];
    if (value === undefined) throw new Error(`The route has no parameter ${name}`);
    return value;
  }
}

export class Router<Handler> {
  private readonly routes: (Route<Handler> & { expression: RegExp })[];

  constructor(routes: Route<Handler>[]) {
    this.routes = routes.map(({ method, pattern, handler }) => ({
      method,
      pattern,
      handler,
      expression: new RegExp(`^${pattern.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
    }));
  }

  /** The first matching route in the order of the list; a trailing slash is ignored. */
  match(method: string, path: string): Match<Handler> | undefined {
    const plain = path.replace(/(?<=.)\/+$/, "");
    for (const route of this.routes) {
      const found = route.method === method ? route.expression.exec(plain) : null;
      if (!found) continue;
      return { handler: route.handler, params: new Params(decoded(found.groups)), name: nameOf(route) };
    }
    return undefined;
  }

  /** Every route as written in the list, e.g. `GET /v1/users/:id`. */
  names(): string[] {
    return this.routes.map(nameOf);
  }
}

/** `routes({ "GET /v1/client": handler })` reads like a table of contents. */
export function routes<Handler>(table: Record<string, Handler>): Route<Handler>[] {
  return Object.entries(table).map(([key, handler]) => {
    const [method = "", pattern = ""] = key.split(" ");
    return { method, pattern, handler };
  });
}

function nameOf({ method, pattern }: Route<unknown>): string {
  return `${method} ${pattern}`;
}

function decoded(groups: Record<string, string> = {}): Record<string, string> {
  return Object.fromEntries(Object.entries(groups).map(([name, value]) => [name, decode(value)]));
}

/** An invalid escape stays as it is. */
function decode(value: string): string {
  try {
    return decodeURIComponent(value);
  } catch {
    return value;
  }
}
