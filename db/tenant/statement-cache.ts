/** Marks a query of `statement`. Text cannot carry it; global, because development loads db/ twice. */
export const registered = Symbol.for("tenantry.registered-statement");

/** Whether a query was compiled by `statement`: only those are prepared by name. */
export function isRegistered(query: object): boolean {
  return registered in query;
}

/**
 * The statements of one connection that have a plan for one tenant. PostgreSQL replans a prepared statement whenever
 * search_path has changed, which is half the cost of a short query. A text that names the tenant is a separate statement and
 * keeps its plan. Each takes 21–72 KB of the backend and is checked at every entry, so there is room for a few; further
 * statements are shared among tenants.
 */
export class StatementCache {
  private readonly texts = new Map<string, Map<string, string>>();
  private count = 0;

  constructor(private readonly room: number) {}

  /** The text to send, prefixed with the tenant's schema as a comment while there is room. */
  textFor(schema: string, sql: string): string {
    const known = this.texts.get(schema);
    const own = known?.get(sql);
    if (own) return own;
    if (this.count >= this.room) return sql;
    const text = `/* ${schema} */ ${sql}`;
    this.texts.set(schema, (known ?? new Map<string, string>()).set(sql, text));
    this.count += 1;
    return text;
  }
}
