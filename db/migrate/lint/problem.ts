/** A finding and its place in a file, for a person to read. */
export type Problem = {
  /** From 1; columns count characters. */
  line: number;
  column: number;
  /** The first line of the statement, truncated. */
  statement: string;
  rule: string;
  /** What was found, why it is refused, and what to write instead. */
  message: string;
};

/** The place, the line of the file with a caret under the column, and the message. */
export function describeProblem(problem: Problem, source: { file: string; sql: string }): string {
  const { line, column, rule, message } = problem;
  const text = (source.sql.split("\n")[line - 1] ?? "").trimEnd();
  // Tabs stay tabs, so that the caret lines up in a terminal.
  const indent = [...text].slice(0, column - 1).map((character) => (character === "\t" ? "\t" : " "));
  return `${source.file}:${line}:${column} ${rule}\n  ${text}\n  ${indent.join("")}^\n${message}`;
}
