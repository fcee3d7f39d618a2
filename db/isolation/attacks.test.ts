import { expect, test } from "bun:test";
import { listProjects } from "#db/queries/project-list.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { openStage, testAttacks } from "./attack-tests.ts";
import { attacks, denied } from "./attacks.ts";
import { listSettings, rowsOf } from "./harness.ts";

// An attacker controls what runs inside acme's transaction. After each attack, globex gets the same connection and must
// find everything as it was: its rows, its search_path, its limits, and nothing that acme left behind. text-attacks.test.ts
// is about the check of a statement's text, which is off here.

const stage = openStage();

testAttacks(
  stage,
  attacks.map((attack) => [attack, attack.outcome]),
);

test("each tenant sees its own rows and no others", async () => {
  expect(await stage().attacker.acme(listSettings)).toEqual(["acme"]);
  expect(await stage().attacker.globex(listSettings)).toEqual(["globex"]);
});

test("acme's handle reads acme's rows, even inside globex's transaction", async () => {
  const { db } = stage().harness;
  const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
  const seen = await inTenant(db.acme, options, (acme) =>
    inTenant(db.globex, options, async (globex) => [
      await listSettings(acme),
      await listSettings(globex),
      await listSettings(acme),
    ]),
  );
  expect(seen).toEqual([["acme"], ["globex"], ["acme"]]);
});

test("without a tenant's context the app role sees no rows and writes none", async () => {
  expect(await onConnection("select from tenant_globex.settings")).toEqual([]);
  await expect(onConnection("insert into tenant_globex.settings values ('a', '1', now())")).rejects.toThrow(
    "row-level security",
  );
});

test("only globex's own key opens globex: not another key, nor its hash", async () => {
  const keyOf = ({ id }: Tenant) => sealTenantKey(testSealSecret, id);
  const { acme, globex } = stage().harness.db;
  const hash = new Bun.CryptoHasher("sha256").update(keyOf(globex)).digest("hex");
  for (const key of ["", "wrong", hash, keyOf(acme)])
    await expect(settingsOpenedBy(key)).rejects.toMatchObject({ code: "TN006" });
  expect(await settingsOpenedBy(keyOf(globex))).toBe(1);
});

for (const [role, statements] of Object.entries(denied)) {
  test(`${role} has no right to anything but its work`, async () => {
    const pool = role === "tenantry_app" ? stage().attacker.pool : stage().harness.db.webPool;
    for (const statement of statements)
      await expect(pool.use((client) => client.unsafe(statement).execute())).rejects.toThrow(
        /permission denied|must be owner|must be superuser/,
      );
  });
}

test("tenant ids and schema names of the wrong form are refused before any SQL", async () => {
  const { id, schema } = stage().harness.db.acme;
  const wrong = [
    { id: "1' or '1'='1", schema },
    { id, schema: "public" },
    { id, schema: 'tenant_acme"; drop schema public' },
  ];
  const options = { pool: stage().attacker.pool, sealSecret: testSealSecret, readOnly: true, label: "test" };
  for (const tenant of wrong)
    await expect(inTenant(tenant, options, listSettings)).rejects.toMatchObject({
      code: "invalid-tenant-context",
    });
});

test("a query's cost reveals nothing: PostgreSQL scans neither table nor index of another tenant", async () => {
  const probes = [
    "select 1 from tenant_globex.settings where key >= 'a'",
    "select count(*) from tenant_globex.projects",
    "select 1 from tenant_globex.users where id = 'ann'",
    "update tenant_globex.projects set name = 'x' where owner_id = 'ann'",
    "select exists (select from tenant_globex.users where id > 'a')",
  ];
  for (const probe of probes) {
    const plan = await planOf(probe);
    expect(plan).toContain("One-Time Filter");
    expect(plan).toMatch(/(Scan).*never executed/);
  }
});

test("error messages show no row of another tenant: neither unique values nor foreign keys", async () => {
  const copy = "insert into tenant_globex.users select * from tenant_globex.users";
  expect(await messageOf(copy)).not.toContain("ann@example.com");
  const [project] = await stage().attacker.globex(listProjects);
  const duplicate = `insert into tenant_globex.projects
    select '${project?.id}', 'x', '', 'blue', 'active', 'ann', null, 1, now(), now()`;
  expect(await messageOf(duplicate)).toContain("row-level security");
});

function onConnection(statement: string): Promise<unknown[]> {
  return stage().attacker.session(async (client) => [...(await client.unsafe(statement))]);
}

/** The number of globex's settings that a transaction sees which enters globex with this key. */
function settingsOpenedBy(key: string): Promise<number> {
  const { id, schema } = stage().harness.db.globex;
  return stage().attacker.session((client) =>
    client.begin(async (tx) => {
      await tx`select app.enter_tenant(${schema}, ${id}, null, ${key}, 'attack')`;
      return (await tx`select from settings`).length;
    }),
  );
}

/** How PostgreSQL ran a statement of acme's. */
function planOf(statement: string): Promise<string> {
  const { id, schema } = stage().harness.db.acme;
  return stage().attacker.session((client) =>
    client.begin(async (tx) => {
      await tx`select app.enter_tenant(${schema}, ${id}, null, ${sealTenantKey(testSealSecret, id)}, 'plan')`;
      const rows = await tx.unsafe(`explain (analyze, costs off) ${statement}`);
      return rows.map((row) => row["QUERY PLAN"]).join("\n");
    }),
  );
}

function messageOf(text: string): Promise<string> {
  return stage()
    .attacker.acme((tx) => rowsOf(tx, text))
    .then(String, String);
}
