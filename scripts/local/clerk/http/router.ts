/** Handlers by method and path, e.g. `GET /v1/users/:id`; `:name` matches one path segment. */
export type Routes<Handler> = Record<string, Handler>;

type Match<Handler> = { handler: Handler; params: Params; name: string };

export class Params {
  constructor(private readonly values: Record<string, string>) {}

  get(name: string): string {
    const value = this.values[name];
    if (value === undefined) throw new Error(`The route has no parameter ${name}`);
    return value;
  }
}

export class Router<Handler> {
  private readonly expressions: [name: string, expression: RegExp][];

  constructor(private readonly routes: Routes<Handler>) {
    this.expressions = this.names().map((name) => [
      name,
      new RegExp(`^${name.replaceAll(/:(\w+)/g, "(?<$1>[^/]+)")}$`),
    ]);
  }

  /** The first matching route; a trailing slash is ignored. */
  match(method: string, path: string): Match<Handler> | undefined {
    const called = `${method} ${path.replace(/(?<=.)\/+$/, "")}`;
    for (const [name, expression] of this.expressions) {
      const found = expression.exec(called);
      const handler = this.routes[name];
      if (found && handler) return { handler, params: new Params(decoded(found.groups)), name };
    }
    return undefined;
  }

  names(): string[] {
    return Object.keys(this.routes);
  }
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
