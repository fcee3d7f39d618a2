import { migrate } from "#db/migrate/migrate.ts";
import { type MigrationPlan, planMigration } from "#db/migrate/plan.ts";
import { type Call, type Command, UsageError } from "../operator/command.ts";
import { readRolloutOptions, rolloutOptions, rolloutUsage } from "./rollout-options.ts";
import { reportRollout } from "./rollout-report.ts";

export const up: Command = {
  usage: "bun scripts/migrate.ts up [--option …]",
  about: `Brings the shared schema, then every tenant schema, to the newest version.

  --public-only        only the shared schema
  --tenants-only       only the tenants
  --to VERSION         stop at this version of the tenants
${rolloutUsage}
  --dry-run            show the plan, and run each step in a scratch schema that is rolled back`,
  options: {
    ...rolloutOptions,
    "public-only": { type: "boolean" },
    "tenants-only": { type: "boolean" },
    "dry-run": { type: "boolean" },
  },
  example: `bun scripts/migrate.ts --dry-run
bun scripts/migrate.ts --canary 5 --max-failures 10
bun scripts/migrate.ts up --tenant acme --tenant globex --to 3`,
  onEmptyDatabase: true,
  async run(call) {
    const options = { ...readRolloutOptions(call), ...readScope(call) };
    if (!call.flag("dry-run")) return await reportRollout((watch) => migrate({ ...options, ...watch }));
    const plan = await planMigration(options);
    return { text: describePlan(plan), json: plan };
  },
};

function readScope({ flag }: Call): { scope?: "public" | "tenants" } {
  if (flag("public-only") && flag("tenants-only")) {
    throw new UsageError("--public-only and --tenants-only leave nothing to do.");
  }
  if (flag("public-only")) return { scope: "public" };
  return flag("tenants-only") ? { scope: "tenants" } : {};
}

function describePlan({ public: files, steps, tenants, target }: MigrationPlan): string {
  const byVersion = tenants.map(({ version, count }) => `  ${count} from version ${version}`);
  return [
    `public    ${files.length > 0 ? files.join(", ") : "nothing to do"}`,
    `tenants   ${tenants.length === 0 ? `nothing to do: all are at version ${target}` : `to version ${target}:`}`,
    ...byVersion,
    ...steps.map(({ file, createdTables }) =>
      [`  ${file} works in a scratch schema`, ...createdTables.map((table) => `creates ${table}`)].join(", "),
    ),
    "Nothing was changed.",
  ].join("\n");
}
