/**
 * Statements of one connection that have a plan for one tenant. PostgreSQL plans a prepared statement anew whenever
 * search_path differs from the last time, which is half of what a short query costs; a text that names the tenant is a
 * statement of its own, whose plan stays. Each takes 21–72 KB of the backend, and is looked through at every entry, so
 * there is room for a few: what comes later shares a statement among the tenants.
 */
export class WarmStatements {
  private readonly texts = new Set<string>();

  constructor(private readonly room: number) {}

  /** The text to send: with the tenant's schema as a comment in front, while there is room. */
  textFor(schema: string, sql: string): string {
    const own = `/* ${schema} */ ${sql}`;
    if (this.texts.has(own)) return own;
    if (this.texts.size >= this.room) return sql;
    this.texts.add(own);
    return own;
  }
}
