/**
 * Statements of one connection that have a plan for one tenant. PostgreSQL plans a prepared statement anew whenever
 * search_path differs from the last time, which is half of what a short query costs; a text that names the tenant is a
 * statement of its own, whose plan stays. Each takes 21–72 KB of the backend, and is looked through at every entry, so
 * there is room for a few: what comes later shares a statement among the tenants.
 */
export class StatementCache {
  private readonly texts = new Map<string, Map<string, string>>();
  private count = 0;

  constructor(private readonly room: number) {}

  /** The text to send: with the tenant's schema as a comment in front, while there is room. */
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
