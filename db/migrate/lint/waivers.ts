import { type Finding, isCaution } from "./rules.ts";
import { type Statement, textBetween } from "./source.ts";

export type Waivers = { waived: Set<string>; findings: Finding<"waiver">[] };

/**
 * The waivers of one statement: comment lines right before it. A waiver without a reason, or of a rule that is no
 * warning, is itself a finding.
 * @param previousEnd where the statement before it ends, in bytes.
 */
export function readWaivers(sql: string, statement: Statement, previousEnd: number): Waivers {
  const lines = textBetween(sql, previousEnd, statement.start).split("\n");
  const waivers: Waivers = { waived: new Set(), findings: [] };
  let lineEnd = statement.start;
  // From the statement upwards. The last line is the statement's own, up to its start; the first is not a whole line.
  for (const [index, line] of [...lines.entries()].reverse()) {
    const lineStart = lineEnd - Buffer.byteLength(line);
    const isNear = index === lines.length - 1 ? line.trim() === "" : /^\s*--/.test(line);
    if (!isNear || (index === 0 && previousEnd > 0)) break;
    readLine(line.trim(), lineStart, waivers);
    lineEnd = lineStart - 1;
  }
  return waivers;
}

function readLine(line: string, at: number, { waived, findings }: Waivers): void {
  if (!/^--\s*lint\s*:/i.test(line)) return;
  const [, rule, reason] = /^--\s*lint:\s*allow\s+(\S+)\s+because\s+(\S.*)$/.exec(line) ?? [];
  if (rule && reason && isCaution(rule)) waived.add(rule);
  else findings.push({ rule: "waiver", at, detail: line });
}
