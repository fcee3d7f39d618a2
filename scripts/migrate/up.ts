import { migrate } from "#db/migrate/migrate.ts";
import { planMigration } from "#db/migrate/plan.ts";
import { type Call, type Command, UsageError } from "../operator/command.ts";
import { fleetOptions, fleetUsage, readFleetOptions } from "./fleet-options.ts";
import { runAndReport } from "./run-and-report.ts";

export const up: Command = {
  usage: "bun scripts/migrate.ts up [--option …]",
  about: `Brings the shared schema, then every tenant schema, to the newest version.

  --public-only        the shared schema alone
  --tenants-only       the tenants alone
  --to VERSION         stop at this version of the tenants
${fleetUsage}
  --dry-run            say what would be done, and try each step in a scratch schema that is taken back`,
  options: {
    ...fleetOptions,
    "public-only": { type: "boolean" },
    "tenants-only": { type: "boolean" },
    "dry-run": { type: "boolean" },
  },
  example: `bun scripts/migrate.ts --dry-run
bun scripts/migrate.ts --canary 5 --max-failures 10
bun scripts/migrate.ts up --tenant acme --tenant globex --to 3`,
  onEmptyDatabase: true,
  async run(call) {
    const options = { ...readFleetOptions(call), ...readScope(call) };
    if (!call.flag("dry-run")) return await runAndReport((watch) => migrate({ ...options, ...watch }));
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

function describePlan({
  public: files,
  steps,
  tenants,
  target,
}: Awaited<ReturnType<typeof planMigration>>): string {
  const byVersion = tenants.map(({ version, count }) => `  ${count} from version ${version}`);
  return [
    `public    ${files.length > 0 ? files.join(", ") : "nothing to do"}`,
    `tenants   ${tenants.length === 0 ? `nothing to do: all are at version ${target}` : `to version ${target}:`}`,
    ...byVersion,
    ...steps.map(({ file, createdTables }) =>
      [`  ${file} works in a scratch schema`, ...createdTables.map((table) => `makes ${table}`)].join(", "),
    ),
    "Nothing was changed.",
  ].join("\n");
}
