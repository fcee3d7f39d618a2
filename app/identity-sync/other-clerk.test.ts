import { afterAll, expect, test } from "bun:test";
import { join } from "node:path";
import { Mirror } from "#app/testing/mirror.ts";
import { Stage } from "#app/testing/stage.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET, publishableKey } from "#scripts/local/clerk/keys.ts";
import { type Command, execute } from "#scripts/operator/command.ts";
import { command as reconcileCommand } from "#scripts/reconcile.ts";
import { create } from "#scripts/tenants/create.ts";
import { purge } from "#scripts/tenants/delete.ts";
import { link } from "#scripts/tenants/link.ts";
import { reconcile } from "./reconcile.ts";
import { syncOrganization } from "./sync-organization.ts";

// The secret key of another Clerk instance, as after a mistake in the environment.

const mirror = await Mirror.open();
const { db, context } = mirror;
const other = await Stage.open();
afterAll(() => other.close());

const { tenant } = await mirror.makeWorkspace();
const foreign = await other.api.organizations.createOrganization({
  ...{ name: "Foreign", slug: "foreign", createdBy: await other.newPerson() },
});
const otherId = await other.truth.getInstanceId();

test("reconciliation with another instance's key closes no tenant, not even the only one, and takes in none", async () => {
  for (const choice of [{}, { tenant: tenant.slug }, { dryRun: true }])
    await expect(reconcile({ ...context, clerk: other.truth }, choice)).rejects.toMatchObject({
      code: "other-clerk",
    });
  await expectUntouched();
});

test("an event about a foreign organization creates no tenant", async () => {
  const clerk = other.truth;
  await expect(syncOrganization({ ...context, clerk }, foreign.id)).rejects.toMatchObject({
    code: "other-clerk",
  });
  await expectUntouched();
});

test("commands that name an organization refuse the key, and say how to accept it", async () => {
  await db.owner`update public.tenants set status = 'deleting', deleting_since = now() - interval '31 days'
    where slug = 'globex'`;
  for (const [command, args] of [
    [reconcileCommand, []],
    [link, [tenant.slug, "--clerk-org", foreign.id, "--yes"]],
    [create, ["--slug", "foreign", "--name", "Foreign", "--clerk-org", foreign.id]],
  ] as const) {
    const { code, err } = await run(command, other, ...args);
    expect(code).toBe(1);
    expect(err).toContain(`--accept-instance ${otherId}`);
  }
  await db.owner`update public.tenants set clerk_org_id = 'org_globex' where slug = 'globex'`;
  expect((await run(purge, other, "globex", "--yes")).out).toContain("Clerk did not delete its organization");
  await expectUntouched();
});

test("a worker with another instance's key ends at once and says why; while Clerk is away it runs", async () => {
  const { exitCode, output } = await runWorker(other.url);
  expect(exitCode).toBe(1);
  expect(output).toContain(`--accept-instance ${otherId}`);
  const { exitCode: none, output: away } = await runWorker("http://127.0.0.1:1");
  expect(none).toBeNull();
  expect(away).toContain("Clerk does not answer");
  await expectUntouched();
}, 30_000);

// Must be last: it changes the instance.
test("a deliberate change is accepted by name, and changes nothing by itself", async () => {
  const wrong = await run(reconcileCommand, other, "--accept-instance", "ins_typo");
  expect(wrong).toMatchObject({ code: 2, err: expect.stringContaining(otherId) });
  const accepted = await run(reconcileCommand, other, "--accept-instance", otherId);
  expect(accepted).toMatchObject({ code: 0, out: expect.stringContaining(otherId) });
  await expectUntouched();
  await expect(reconcile(context)).rejects.toMatchObject({ code: "other-clerk" });
  await reconcile({ ...context, clerk: other.truth });
  expect((await findByOrganization(db.owner, foreign.id))?.slug).toBe("foreign");
});

async function expectUntouched(): Promise<void> {
  expect((await mirror.getTenant(tenant.clerkOrgId)).status).toBe("active");
  expect(await findByOrganization(db.owner, foreign.id)).toBeUndefined();
}

function run(command: Command, { url }: Stage, ...args: string[]) {
  const source = { ...environment(), CLERK_API_URL: url };
  return execute(command, args, source, { isTerminal: false, ask: async () => "" });
}

function environment() {
  return {
    DATABASE_OWNER_URL: db.url("tenantry_owner"),
    TENANT_SEAL_SECRET: testSealSecret,
    CLERK_SECRET_KEY: LOCAL_SECRET_KEY,
  };
}

/** Runs the worker until it ends or says that it is running. */
async function runWorker(apiUrl: string) {
  const child = Bun.spawn([process.execPath, join(import.meta.dir, "../../scripts/worker.ts")], {
    stdout: "pipe",
    stderr: "inherit",
    env: {
      ...{ ...process.env, ...environment(), NODE_ENV: "production", LOG_LEVEL: "info" },
      CLERK_PUBLISHABLE_KEY: publishableKey(3100, "http://app.localhost:3000"),
      CLERK_API_URL: apiUrl,
      CLERK_WEBHOOK_SIGNING_SECRET: LOCAL_WEBHOOK_SECRET,
    },
  });
  let output = "";
  const reader = child.stdout.getReader();
  while (!output.includes("worker is running")) {
    const { value, done } = await reader.read();
    if (done) break;
    output += new TextDecoder().decode(value);
  }
  const exitCode = output.includes("worker is running") ? null : await child.exited;
  child.kill("SIGKILL");
  await child.exited;
  return { exitCode, output };
}
