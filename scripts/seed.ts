import { readWorkerEnv } from "#app/env.server.ts";
import { assertReadyToStart } from "#db/migrate/readiness.ts";
import { type Answer, type Call, type Command, runCommand, UsageError } from "./operator/command.ts";
import { assertDevelopment, NotDevelopment } from "./operator/refuse-production.ts";
import { type SeedResult, seedFleet } from "./seed/fleet.ts";
import { seedWorkspaces } from "./seed/workspaces.ts";

// `bun scripts/seed.ts` fills a development database. `dev` runs it on its first start.

const concurrency = 4;

export const seed: Command = {
  usage: "bun scripts/seed.ts [--tenants N --projects N] [--members N] [--tasks N] [--seed TEXT] [--json]",
  about: `Without numbers: the people and workspaces of development, through a running Clerk, web and worker. With numbers: N tenants
with N projects each (5 members each and 4 tasks per project by default), straight into the database. No one can sign in
to these. The same seed creates the same rows with the same ids; a second run adds only what is missing.
Refused if anything looks like production.`,
  example: "bun scripts/seed.ts --tenants 1000 --projects 50",
  options: {
    tenants: { type: "string" },
    projects: { type: "string" },
    members: { type: "string" },
    tasks: { type: "string" },
    seed: { type: "string" },
  },
  connections: concurrency,
  async run(call) {
    assertDevelopment(call.source);
    await assertReadyToStart(call.sql, call.sealSecret);
    const isFleet = ["tenants", "projects", "members", "tasks", "seed"].some(
      (name) => call.text(name) !== undefined,
    );
    return isFleet ? await runFleetSeed(call) : await runWorkspaces(call);
  },
};

export async function runWorkspaces({ sql, sealSecret, source }: Call): Promise<Answer> {
  const env = readWorkerEnv(source);
  // Without CLERK_API_URL the people would be created at the real Clerk.
  if (!env.CLERK_API_URL)
    throw new NotDevelopment(["CLERK_API_URL is not set, so the Clerk is not on this machine"]);
  const lines = await seedWorkspaces({ sql, sealSecret }, env);
  return { text: lines.join("\n"), json: lines };
}

async function runFleetSeed(call: Call): Promise<Answer> {
  const { sql, sealSecret } = call;
  const tenants = numberOf(call, "tenants", undefined, 1);
  const size = {
    tenants,
    projects: numberOf(call, "projects", undefined, 0),
    members: numberOf(call, "members", 5, 1),
    tasks: numberOf(call, "tasks", 4, 0),
  };
  const begun = performance.now();
  const onTenant = (done: number) => {
    if (done % 100 === 0) console.error(`${done} of ${tenants}`);
  };
  const text = call.text("seed") ?? "tenantry";
  const added = await seedFleet({ sql, sealSecret }, text, size, { concurrency, onTenant });
  const seconds = Math.round((performance.now() - begun) / 100) / 10;
  return { text: `added ${inWords(added)} in ${seconds} s`, json: { ...added, seconds } };
}

function inWords({ tenants, users, projects, tasks }: SeedResult): string {
  return `${tenants} tenants, ${users} members, ${projects} projects and ${tasks} tasks`;
}

function numberOf({ text }: Call, name: string, preset: number | undefined, min: number): number {
  const given = text(name);
  if (given === undefined && preset !== undefined) return preset;
  const number = Number(given);
  if (given && /^\d{1,6}$/.test(given) && number >= min) return number;
  throw new UsageError(`--${name} must be a whole number from ${min}, for example --${name} 50.`);
}

if (import.meta.main) await runCommand(seed);
