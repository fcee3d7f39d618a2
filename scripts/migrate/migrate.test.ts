import { afterAll, beforeAll, expect, test } from "bun:test";
import { join } from "node:path";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { describeResult } from "./rollout-report.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("without a command it migrates; with nothing to do it says so and exits with 0", () => {
  const { code, out } = run();
  expect(out).toContain("public    nothing to do");
  expect(out).toContain("tenants   nothing to do: all are at version");
  expect(code).toBe(0);
});

test("--json prints only the result, on stdout", () => {
  const { code, out } = run("up", "--json");
  expect(JSON.parse(out)).toMatchObject({ public: [], planned: 0, outcome: "done" });
  expect(code).toBe(0);
});

test("status shows versions, and one tenant's", () => {
  expect(JSON.parse(run("status", "--json").out)).toMatchObject({ versions: [{ tenants: 2 }], failures: [] });
  expect(run("status", "nobody")).toMatchObject({ code: 2, err: "There is no tenant nobody.\n" });
  expect(run("status", "acme").out).toMatch(/^acme {2}version \d+, up to date {2}tenant_acme/);
});

test("a tenant stuck in provisioning is shown with the command that finishes it, and that command does", async () => {
  await db.owner`insert into public.tenants (id, clerk_org_id, name, slug, schema_name, status, created_at, updated_at)
    values (${Bun.randomUUIDv7()}, 'unlinked_x', 'Stuck', 'stuck', 'tenant_stuck', 'provisioning', now(), now())`;
  expect(run("status", "stuck", "acme").out).toMatch(
    /^stuck {2}provisioning, .* repair stuck\nacme {2}version/,
  );
  expect(run("repair", "stuck")).toMatchObject({ code: 0, out: expect.stringContaining("It is finished") });
  expect(run("status", "stuck").out).toMatch(/^stuck {2}version \d+, up to date/);
  expect(JSON.parse(run("verify", "--tenant", "stuck", "--json").out)).toEqual({
    tenants: 1,
    drift: [],
    findings: [],
  });
});

test("check exits with 0 when the database is ready, and with 3 when a tenant is behind", async () => {
  expect(run("check").code).toBe(0);
  await db.owner`update public.tenants set schema_version = schema_version - 1 where slug = 'acme'`;
  const behind = run("check");
  await db.owner`update public.tenants set schema_version = schema_version + 1 where slug = 'acme'`;
  expect(behind).toMatchObject({ code: 3, err: expect.stringContaining("Run: bun scripts/migrate.ts") });
});

test("--dry-run shows what there is to do and changes nothing", async () => {
  expect(run("--dry-run")).toMatchObject({
    code: 0,
    out: expect.stringMatching(
      /^public {4}nothing to do\ntenants {3}nothing to do: .*\nNothing was changed\.\n$/,
    ),
  });
  await db.owner`update public.tenants set schema_version = 0 where slug = 'acme'`;
  const { code, out } = run("--dry-run", "--tenant", "acme");
  await db.owner`update public.tenants set schema_version = ${readMigrations("tenant").length} where slug = 'acme'`;
  expect(out).toContain(
    "  1 from version 0\n  0001_workspace.sql works in a scratch schema, creates audit_log",
  );
  expect(code).toBe(0);
  expect(JSON.parse(run("--dry-run", "--json").out)).toMatchObject({ public: [], tenants: [], steps: [] });
});

test("down, baseline and rekey say so when there is nothing to do", () => {
  expect(run("down", "--to", String(readMigrations("tenant").length))).toMatchObject({
    code: 0,
    out: expect.stringContaining("nothing to do"),
  });
  expect(run("baseline")).toMatchObject({ code: 0, out: expect.stringContaining("0 tenants adopted") });
  expect(run("rekey", "finish")).toMatchObject({ code: 2, err: expect.stringContaining("No rotation") });
  expect(run("down", "--to", "99")).toMatchObject({ code: 3, err: expect.stringContaining("no version 99") });
});

test("verify exits with 3 on drift and shows it like a patch", async () => {
  await db.owner`alter table tenant_acme.users add column nick text`;
  const { code, out } = run("verify");
  await db.owner`alter table tenant_acme.users drop column nick`;
  expect(out).toContain("acme: users\n  - column nick text");
  expect(code).toBe(3);
});

test("lint passes the files of this release", () => {
  const { code, out } = run("lint");
  expect(out).toContain(" 0 refused");
  expect(out).not.toContain("not checked");
  expect(code).toBe(0);
  const withoutDatabase = runWith({ DATABASE_OWNER_URL: "", NODE_ENV: "production" }, "lint");
  expect(withoutDatabase.out).toContain("The effects were not checked: that takes a database.");
  expect(withoutDatabase.code).toBe(0);
});

/** Arguments that exit with 2 before the database is used, and the message. */
const refusals: [string[], string][] = [
  [["frobnicate"], 'Unknown command "frobnicate"'],
  [["--bogus"], "Unknown option '--bogus'"],
  [["acme"], 'Unknown command "acme"'],
  [["up", "acme"], 'Unexpected argument "acme"'],
  [["up", "--public-only", "--tenants-only"], "leave nothing to do"],
  [["--canary", "0"], "--canary must be a number from 1, or slugs"],
  [["--concurrency", "many"], "--concurrency must be a whole number from 1"],
  [["--lock-timeout", "2"], "--lock-timeout must be a time such as 500ms or 2s"],
  [["down"], "Name the version to go back to: --to VERSION."],
  [["repair"], "<slug> is missing"],
  [["rekey"], "<begin|finish|abort|pass> is missing"],
  [["rekey", "again"], "Choose a phase: begin, finish, abort or pass."],
  [["status", "--bogus"], "Unknown option '--bogus'"],
  [["new", "Bad-Name", "--tenant"], "lower-case letters, digits and underscores"],
  [["new", "labels"], "Choose the schema: --tenant or --public."],
];
for (const [args, message] of refusals) {
  test(`refused: migrate.ts ${args.join(" ")}`, () => {
    const { code, err } = run(...args);
    expect(err).toContain(message);
    expect(code).toBe(2);
  });
}

test("an unknown tenant, a wrong environment and an unreachable database exit with 2, another secret with 3", () => {
  expect(run("up", "--tenant", "nobody")).toMatchObject({ code: 2, err: "There is no tenant nobody.\n" });
  expect(runWith({ TENANT_SEAL_SECRET: "short" }).code).toBe(2);
  const away = runWith({ DATABASE_OWNER_URL: "postgres://tenantry_owner:x@127.0.0.1:1/x" });
  expect(away).toMatchObject({ code: 2, err: expect.stringContaining("Check DATABASE_OWNER_URL") });
  expect(runWith({ TENANT_SEAL_SECRET: "another-secret-of-more-than-32-characters" }).code).toBe(3);
});

test("help names every command, and each command's options", () => {
  const { out } = run("--help");
  for (const name of [
    "up",
    "status",
    "verify",
    "down",
    "baseline",
    "repair",
    "rekey",
    "check",
    "lint",
    "new",
  ]) {
    expect(out).toContain(`\n  ${name} `);
  }
  expect(run("up", "--help").out).toContain("--canary N|SLUG,…");
  for (const name of ["status", "verify", "down", "baseline", "repair", "rekey", "check", "lint", "new"]) {
    const help = run(name, "--help");
    expect([name, help.code]).toEqual([name, 0]);
    expect(help.out).toContain(`  bun scripts/migrate.ts ${name}`);
  }
});

test("the report names the tenant that failed, the place and what to do", () => {
  const failure = {
    slug: "acme",
    file: "0002_x.sql",
    error: "0002_x.sql: no",
    excerpt: "line 1: x\n        ^",
    attempts: 3,
  };
  const report = describeResult(
    {
      target: 2,
      planned: 5,
      done: 3,
      failed: [failure],
      outcome: "failed",
      slowest: [{ slug: "b", milliseconds: 12.3 }],
    },
    2,
  );
  expect(report).toContain("3 of 5 at version 2, 1 failed, 1 not started");
  expect(report).toContain("acme: 0002_x.sql: no (3 attempts)\n  line 1: x\n          ^");
  expect(report).toContain("Run the same command again to retry them.");
});

function run(...args: string[]) {
  return runWith({}, ...args);
}

function runWith(env: Record<string, string>, ...args: string[]) {
  const child = Bun.spawnSync(
    [process.execPath, "--no-env-file", join(import.meta.dir, "../migrate.ts"), ...args],
    {
      env: {
        PATH: process.env.PATH ?? "",
        DATABASE_OWNER_URL: db.url("tenantry_owner"),
        TENANT_SEAL_SECRET: testSealSecret,
        ...env,
      },
    },
  );
  return { code: child.exitCode, out: child.stdout.toString(), err: child.stderr.toString() };
}
