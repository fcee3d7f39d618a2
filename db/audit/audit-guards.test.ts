import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { auditGuards } from "./audit-guards.ts";

let db: TestDatabase;
let admin: postgres.Sql;
beforeAll(async () => {
  db = await createTestDatabase();
  admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

test("a fleet as it was made has no finding", async () => {
  expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
});

const wide = "create policy wide on $.projects using (true)";
/** What breaks a lock of acme, what mends it, and how it is named. `$` stands for acme's schema, `%` for the database. */
const damages: [string, string, RegExp][] = [
  [
    "alter table $.projects disable row level security",
    "alter table $.projects enable row level security",
    /projects row-level security/,
  ],
  [
    "alter table $.projects no force row level security",
    "alter table $.projects force row level security",
    /projects row-level security/,
  ],
  [wide, "drop policy wide on $.projects", /projects policies/],
  ["alter policy tenant_guard on $.tasks using (true)", "", /tasks policies/],
  [
    "grant truncate on $.users to tenantry_app",
    "revoke truncate on $.users from tenantry_app",
    /users grants/,
  ],
  [
    "grant update (role) on $.users to tenantry_app",
    "revoke update (role) on $.users from tenantry_app",
    /users grants/,
  ],
  ["grant select on $.settings to public", "revoke select on $.settings from public", /settings grants/],
  [
    "alter table $.settings owner to tenantry_app",
    "alter table $.settings owner to tenantry_owner; grant select, insert, update on $.settings to tenantry_app",
    /settings owner/,
  ],
  ["create table $.notes ()", "drop table $.notes", /notes is not on the list/],
  ["create view $.peek as select 1 as one", "drop view $.peek", /peek is not on the list/],
  [
    "alter table $.audit_log rename to gone",
    "alter table $.gone rename to audit_log",
    /audit_log is missing/,
  ],
  [
    "create function $.f() returns int language sql as 'select 1'",
    "drop function $.f()",
    /f\(\) is a function in a tenant schema/,
  ],
  [
    "create function public.f() returns int language sql security definer as 'select 1'",
    "drop function public.f()",
    /SECURITY DEFINER/,
  ],
  ["create schema tenant_stray", "drop schema tenant_stray", /tenant_stray is a schema of no tenant/],
  [
    "grant create on schema $ to tenantry_app",
    "revoke create on schema $ from tenantry_app",
    /grants more than its use/,
  ],
  [
    "grant usage on schema $ to tenantry_web",
    "revoke usage on schema $ from tenantry_web",
    /grants more than its use/,
  ],
  [
    "grant select on public.tenants to tenantry_app",
    "revoke select on public.tenants from tenantry_app",
    /tenantry_app may select/,
  ],
  [
    "grant select on public.inbox to tenantry_web",
    "revoke select on public.inbox from tenantry_web",
    /tenantry_web may select/,
  ],
  [
    "alter role tenantry_app in database % set lock_timeout = '1min'",
    "alter role tenantry_app in database % reset lock_timeout",
    /tenantry_app has settings of its own/,
  ],
  [
    "grant temporary on database % to tenantry_app",
    "revoke temporary on database % from tenantry_app",
    /tenantry_app may temporary in the database/,
  ],
];
for (const [damage, repair, finding] of damages) {
  test(`found: ${damage}`, async () => {
    const apply = (statement: string) =>
      admin.unsafe(statement.replaceAll("$", db.acme.schema).replace("%", databaseName()));
    const [before] = await admin`select pg_get_expr(polqual, polrelid) as expression from pg_policy
      where polrelid = ${`${db.acme.schema}.tasks`}::regclass and polname = 'tenant_guard'`;
    await apply(damage);
    const findings = await auditGuards(db.owner, testSealSecret);
    expect(findings.map(({ where, problem }) => `${where} ${problem}`).join("\n")).toMatch(finding);
    expect(findings.every(({ where }) => !where.startsWith(db.globex.schema))).toBe(true);
    await apply(repair || `alter policy tenant_guard on $.tasks using (${before?.expression})`);
    expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
  });
}

test("found: policies that another key opens", async () => {
  const findings = await auditGuards(db.owner, "another-seal-secret-of-some-length");
  expect(findings).toEqual([
    { where: "tenant_acme", problem: "has policies with the hash of another key" },
    { where: "tenant_globex", problem: "has policies with the hash of another key" },
  ]);
});

function databaseName(): string {
  return new URL(db.url("admin")).pathname.slice(1);
}
