import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { provisionTenant } from "#db/directory/provision.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";

// The commands as an operator runs them. db/directory/lifecycle.test.ts and change-slug.test.ts prove what they do.
let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a tenant's life: each command prints what it did as JSON and exits with 0", async () => {
  const made = await run(
    "create",
    "--slug",
    "initech",
    "--name",
    "Initech",
    "--clerk-org",
    "org_i",
    "--json",
  );
  expect(made).toMatchObject({ code: 0, json: { slug: "initech", status: "active", clerkOrgId: "org_i" } });
  const suspended = await run("suspend", "initech", "--reason", "unpaid", "--json");
  expect(suspended).toMatchObject({ code: 0, json: { slug: "initech", status: "suspended" } });
  const listed = await run("list", "ini", "--status", "suspended", "--json");
  expect(listed.code).toBe(0);
  expect(listed.json).toEqual([
    {
      ...{ id: expect.any(String), clerkOrgId: "org_i", name: "Initech", slug: "initech" },
      ...{ schema: "tenant_initech", status: "suspended", schemaVersion: expect.any(Number), members: 0 },
      ...{ createdAt: expect.stringMatching(iso), updatedAt: expect.stringMatching(iso) },
      ...{ suspendedAt: expect.stringMatching(iso), suspendedReason: "unpaid" },
      ...{ deletingSince: null, purgeableAt: null },
    },
  ]);
  const shown = await run("show", "initech", "--json");
  const rows = {
    _migrations: expect.any(Number),
    audit_log: 0,
    projects: 0,
    settings: 0,
    tasks: 0,
    users: 0,
  };
  expect(shown).toMatchObject({
    code: 0,
    json: { suspendedReason: "unpaid", rows, people: [], restingSlugs: [] },
  });
  expect(await run("resume", "initech", "--json")).toMatchObject({ code: 0, json: { status: "active" } });
  const renamed = await run("rename", "initech", "initrode", "--yes", "--json");
  expect(renamed).toMatchObject({ code: 0, json: { slug: "initrode", schema: "tenant_initech" } });
  const linked = await run("link", "initrode", "--clerk-org", "org_j", "--yes", "--json");
  expect(linked).toMatchObject({ code: 0, json: { clerkOrgId: "org_j" } });
  const deleted = await run("delete", "initrode", "--yes", "--json");
  expect(deleted).toMatchObject({
    code: 0,
    json: { status: "deleting", purgeableAt: expect.stringMatching(iso) },
  });
  expect(await run("restore", "initrode", "--json")).toMatchObject({ code: 0, json: { status: "active" } });
});

test("list and show say how to finish a tenant in provisioning", async () => {
  await db.owner`insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    values (${Bun.randomUUIDv7()}, 'unlinked_y', 'Begun', 'begun', 'tenant_begun', 'provisioning', now(), now())`;
  const advice = "if that does not change, run bun scripts/migrate.ts repair begun";
  expect((await run("list", "begun")).out).toContain(advice);
  expect((await run("show", "begun")).out).toContain(`provisioning, not finished: ${advice}`);
  expect((await run("list", "acme")).out).not.toContain("repair");
});

test("an impossible change exits with 1 and says why", async () => {
  const { code, err, json } = await run("resume", "acme", "--json");
  expect([code, err]).toEqual([1, '"acme" is active: it cannot be resumed.']);
  expect(json).toEqual({ error: { code: "wrong-status", message: err } });
});

test("purge --due purges only tenants whose grace period is over", async () => {
  for (const [slug, age] of Object.entries({
    "due-1": "40 days",
    "due-2": "30 days",
    "not-due": "29 days",
  })) {
    await provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
    await db.owner`update public.tenants set status = 'deleting', deleting_since = now() - ${age}::interval
      where slug = ${slug}`;
  }
  const { code, json } = await run("purge", "--due", "--yes", "--json");
  expect([code, json]).toEqual([0, { purged: ["due-1", "due-2"], failed: [] }]);
  expect((await run("show", "not-due", "--json")).json).toMatchObject({ status: "deleting" });
});

test("without a terminal and --yes nothing is deleted", async () => {
  const { code, err } = await run("delete", "globex");
  expect(code).toBe(2);
  expect(err).toContain("stdin is not a terminal. In scripts pass --yes.");
  expect((await run("show", "globex", "--json")).json).toMatchObject({ status: "active" });
});

test("on a terminal the operator has to type the slug", async () => {
  expect(await typeAt("globe\n", "delete", "globex")).toMatchObject({
    code: 1,
    seen: expect.stringMatching(/You did not type globex/),
  });
  expect(await typeAt("globex\n", "delete", "globex")).toMatchObject({
    code: 0,
    seen: expect.stringMatching(/globex is deleting/),
  });
});

const iso = /^\d{4}-\d\d-\d\dT[\d:.]+Z$/;
const root = join(import.meta.dir, "..");

function command(args: string[]): string[] {
  return [process.execPath, "--no-env-file", join(import.meta.dir, "tenants.ts"), ...args];
}

function environment(): Record<string, string> {
  return {
    PATH: process.env.PATH ?? "",
    DATABASE_OWNER_URL: db.url("tenantry_owner"),
    TENANT_SEAL_SECRET: testSealSecret,
  };
}

async function run(...args: string[]) {
  const child = Bun.spawn(command(args), {
    cwd: root,
    env: environment(),
    stdio: ["ignore", "pipe", "pipe"],
  });
  const [out = "", err = ""] = await Promise.all(
    [child.stdout, child.stderr].map((stream) => new Response(stream).text()),
  );
  const json: unknown = args.includes("--json") ? JSON.parse(out) : undefined;
  return { code: await child.exited, out, err: err.trim(), json };
}

/** Runs the command on a pseudo-terminal and types when asked. */
async function typeAt(text: string, ...args: string[]) {
  let seen = "";
  let isTyped = false;
  const child = Bun.spawn(command(args), {
    cwd: root,
    env: environment(),
    terminal: {
      data(terminal, data) {
        seen += Buffer.from(data).toString();
        if (isTyped || !seen.includes("to continue: ")) return;
        isTyped = true;
        terminal.write(text);
      },
    },
  });
  const code = await child.exited;
  await Bun.sleep(50);
  return { code, seen };
}
