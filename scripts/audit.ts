import { parseArgs } from "node:util";
import { exitOnInvalidEnv, readScriptEnv } from "#app/env.server.ts";
import { auditGuards } from "#db/audit/audit-guards.ts";
import type { Finding } from "#db/audit/finding.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";

const help = `bun scripts/audit.ts [--json]

Looks at the locks of every tenant and names what is not as it should be. Changes nothing.
Exit codes: 0 all is well, 1 something was found, 2 usage or configuration.

  bun scripts/audit.ts
  bun scripts/audit.ts --json | jq '.[].where'
`;

const { json } = readOptions();
const env = exitOnInvalidEnv(() => readScriptEnv());
const sql = connectAsOperator(env.DATABASE_OWNER_URL, "tenantry audit");
const findings = await auditGuards(sql, env.TENANT_SEAL_SECRET);
await sql.end();
console.log(
  json ? JSON.stringify(findings, null, 2) : findings.map(describe).join("\n") || "Every guard is in place.",
);
process.exit(findings.length > 0 ? 1 : 0);

function describe({ where, problem, found, wanted }: Finding): string {
  return [`${where} ${problem}`, found && `  is:     ${found}`, wanted && `  should: ${wanted}`]
    .filter(Boolean)
    .join("\n");
}

function readOptions(): { json: boolean } {
  try {
    const { values } = parseArgs({ options: { json: { type: "boolean" }, help: { type: "boolean" } } });
    if (values.help) {
      console.log(help);
      process.exit(0);
    }
    return { json: values.json ?? false };
  } catch (error) {
    console.error(`${(error as Error).message}\n\n${help}`);
    process.exit(2);
  }
}
