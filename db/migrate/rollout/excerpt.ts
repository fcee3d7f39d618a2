/** The line that PostgreSQL's error points at, with a caret under the place; empty when it names none. */
export function excerptAt(sql: string, error: unknown): string {
  const position = Number((error as { position?: unknown } | null)?.position ?? 0);
  if (!position) return "";
  const before = sql.slice(0, position - 1);
  const start = before.lastIndexOf("\n") + 1;
  const line = sql.slice(start).split("\n", 1)[0] ?? "";
  const number = before.split("\n").length;
  const label = `line ${number}: `;
  return `${label}${line}\n${" ".repeat(label.length + position - 1 - start)}^`;
}
