import { auditGuards } from "#db/audit/audit-guards.ts";
import { auditLimits } from "#db/audit/audit-limits.ts";
import { describeFinding } from "./migrate/verify.ts";
import { type Command, runCommand } from "./operator/command.ts";

const audit: Command = {
  usage: "bun scripts/audit.ts [--json]",
  about: "Checks the guards and grants of every tenant and names what is wrong. Changes nothing.",
  example: "bun scripts/audit.ts\nbun scripts/audit.ts --json | jq '.[].where'",
  async run({ sql, sealSecret }) {
    const findings = await auditGuards(sql, sealSecret);
    const warnings = await auditLimits(sql);
    const text = findings.map(describeFinding).join("\n") || "Every guard is in place.";
    const warned = warnings.map((warning) => `\nwarning: ${describeFinding(warning)}`).join("");
    return { text: text + warned, json: [...findings, ...warnings], code: findings.length > 0 ? 3 : 0 };
  },
};

if (import.meta.main) await runCommand(audit);
