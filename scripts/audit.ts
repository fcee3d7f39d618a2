import { auditGuards } from "#db/audit/audit-guards.ts";
import type { Finding } from "#db/audit/finding.ts";
import { type Command, runCommand } from "./operator/command.ts";

const audit: Command = {
  usage: "bun scripts/audit.ts [--json]",
  about: "Looks at the locks of every tenant and names what is not as it should be. Changes nothing.",
  example: "bun scripts/audit.ts\nbun scripts/audit.ts --json | jq '.[].where'",
  async run({ sql, sealSecret }) {
    const findings = await auditGuards(sql, sealSecret);
    const text = findings.map(describe).join("\n") || "Every guard is in place.";
    return { text, json: findings, code: findings.length > 0 ? 3 : 0 };
  },
};

function describe({ where, problem, found, wanted }: Finding): string {
  return [`${where} ${problem}`, found && `  is:     ${found}`, wanted && `  should: ${wanted}`]
    .filter(Boolean)
    .join("\n");
}

if (import.meta.main) await runCommand(audit);
