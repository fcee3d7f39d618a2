import { afterAll, beforeAll, expect, test } from "bun:test";
import type postgres from "postgres";
import { replacePassSecret } from "#db/migrate/seal/pass-secret.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { sealTenantKey } from "./guard.ts";

// What the guard promises of a transaction that has entered a tenant. Attacks on it are in db/isolation.

let db: TestDatabase;
beforeAll(async () => {
  // Some tests change settings in SQL, which tenantry_app may not do where a superuser revoked functions.
  db = await createTestDatabase("managed");
  await inAcme(
    (tx) => tx`insert into settings (key, value, updated_at) values ('probe', '1', now())`,
    "commit",
  );
});
afterAll(async () => {
  await db.close();
});

test("a statement asks for the pass once, before the scan", async () => {
  for (const statement of [
    "select from projects p left join tasks t on t.project_id = p.id",
    "update settings set value = '1' where key in ('a', 'b')",
    "delete from projects where id in (select project_id from tasks)",
  ]) {
    const plan = await inAcme((tx) => explain(tx, statement));
    expect(plan).toContain("InitPlan");
    expect(plan).toContain("One-Time Filter");
    expect(plan).not.toContain("SubPlan");
  }
});

test("a large scan still runs in parallel", async () => {
  const [server] = await db.admin<{ isOlder: boolean }[]>`
    select current_setting('server_version_num')::int < 160000 as "isOlder"`;
  const plan = await inAcme(async (tx) => {
    await tx.unsafe(`set local parallel_setup_cost = 0; set local parallel_tuple_cost = 0;
      set local min_parallel_table_scan_size = 0; set local min_parallel_index_scan_size = 0;
      set local ${server?.isOlder ? "force_parallel_mode" : "debug_parallel_query"} = on`);
    return await explain(tx, "select count(*) from audit_log where action > 'a'");
  });
  expect(plan).toMatch(/Workers Launched: [1-9]/);
});

test("a transaction that is open while the secret is replaced finishes right", async () => {
  await inAcme(async (tx) => {
    for (let time = 0; time < 3; time++) {
      await replacePassSecret(db.owner);
      expect(await countSettings(tx)).toBe(1);
      const [changed] = await tx`update settings set value = '2' where key = 'probe' returning key`;
      expect(changed?.key).toBe("probe");
    }
  });
});

test("a transaction whose secret is gone gets an error, never an empty answer", async () => {
  for (const statement of [
    "select key from settings",
    "update settings set value = '3' returning key",
    "delete from tasks",
  ]) {
    const outcome = inAcme(async (tx) => {
      await replacePassSecret(db.owner);
      await db.owner`delete from public.pass_secrets where replaced_at is not null`;
      return await tx.unsafe(statement);
    });
    await expect(outcome).rejects.toMatchObject({ code: "TN007" });
  }
});

test("a secret opens no transaction that begins two minutes after it was replaced", async () => {
  const [stolen] = await db.owner<{ hex: string }[]>`
    select encode(secret, 'hex') as hex from public.pass_secrets where replaced_at is null`;
  await replacePassSecret(db.owner);
  const forge = () =>
    db.owner.begin(async (tx) => {
      const { id, schema } = db.acme;
      await tx`select set_config('app.tenant_id', ${id}, true), set_config('search_path', ${schema}, true),
        set_config('app.pass', encode(app.pass_for(${id}, decode(${stolen?.hex ?? ""}, 'hex')), 'hex'), true)`;
      return await countSettings(tx);
    });
  expect(await forge()).toBe(1);
  await db.owner`update public.pass_secrets set replaced_at = replaced_at - interval '2 minutes'`;
  await expect(forge()).rejects.toMatchObject({ code: "TN007" });
});

test("without a secret nobody enters, and the error says what to run", async () => {
  await db.owner.begin(async (tx) => {
    await tx`delete from public.pass_secrets`;
    await expect(tx.savepoint((inner) => enter(inner))).rejects.toThrow("rekey pass");
    await tx`select app.replace_pass_secret()`;
  });
});

test("no setting of a session shows the tenant's key or the secret", async () => {
  const [row] = await inAcme(
    (tx) => tx<{ shown: string }[]>`
      select concat(string_agg(name || '=' || setting, ' '), current_setting('app.pass')) as shown from pg_settings`,
  );
  const [secret] = await db.owner<{ hex: string }[]>`
    select encode(secret, 'hex') as hex from public.pass_secrets where replaced_at is null`;
  expect(row?.shown).toContain("search_path=tenant_acme");
  for (const hidden of [sealTenantKey(testSealSecret, db.acme.id), secret?.hex])
    expect(row?.shown).not.toContain(hidden);
});

test("objects in the tenant's schema that shadow PostgreSQL's own open nothing", async () => {
  const { schema } = db.acme;
  await db.admin.unsafe(hostileObjects(schema));
  try {
    // They come before pg_catalog at the entry, and when the policies are evaluated.
    const path = `set local search_path = ${schema}, pg_catalog, pg_temp`;
    const withWrongKey = db.appPool.use((client) =>
      client.begin(async (tx) => {
        await tx.unsafe(path);
        await enter(tx, "not the key");
      }),
    );
    await expect(withWrongKey).rejects.toMatchObject({ code: "TN006" });
    await inAcme(async (tx) => {
      await tx.unsafe(path);
      expect(await countSettings(tx)).toBe(1);
      await tx.unsafe("set local app.pass = 'forged'");
      await expect(tx.savepoint(countSettings)).rejects.toMatchObject({ code: "TN007" });
    });
  } finally {
    await db.admin.unsafe(dropHostile(schema));
  }
});

const functions = [
  ["holds_pass(text)", "boolean", "true"],
  ["pass_for(text, bytea)", "bytea", "'forged'::bytea"],
  ["yes(bytea, bytea)", "boolean", "true"],
  ["yes(text, text)", "boolean", "true"],
  ["yes(timestamptz, timestamptz)", "boolean", "true"],
  ["join(bytea, bytea)", "bytea", "'x'::bytea"],
  ["sha256(bytea)", "bytea", "'x'::bytea"],
  ["encode(bytea, text)", "text", "'forged'"],
  ["convert_to(text, text)", "bytea", "'x'::bytea"],
  ["current_setting(text, boolean)", "text", "'forged'"],
] as const;
const operators = [
  ["=", "bytea", "yes"],
  ["=", "text", "yes"],
  [">", "timestamptz", "yes"],
  ["||", "bytea", "join"],
] as const;

/** Functions, operators and a table under the names that the guard uses, which say yes to everything. */
function hostileObjects(schema: string): string {
  return [
    ...functions.map(
      ([signature, type, value]) =>
        `create function ${schema}.${signature} returns ${type} language sql immutable as $$select ${value}$$`,
    ),
    ...operators.map(
      ([name, type, procedure]) =>
        `create operator ${schema}.${name} (leftarg = ${type}, rightarg = ${type}, procedure = ${schema}.${procedure})`,
    ),
    `create table ${schema}.pass_secrets (secret bytea, since timestamptz, replaced_at timestamptz)`,
    `grant execute on all functions in schema ${schema} to public`,
  ].join(";\n");
}

function dropHostile(schema: string): string {
  return [
    `drop table ${schema}.pass_secrets`,
    ...operators.map(([name, type]) => `drop operator ${schema}.${name} (${type}, ${type})`),
    ...functions.map(([signature]) => `drop function ${schema}.${signature}`),
  ].join(";\n");
}

/** Runs `fn` inside acme as tenantry_app, over the connection itself. */
async function inAcme<T>(
  fn: (tx: postgres.TransactionSql) => Promise<T>,
  end: "commit" | "rollback" = "rollback",
): Promise<T> {
  const rolledBack = new Error("rolled back");
  const results: T[] = [];
  await db.appPool
    .use((client) =>
      client.begin(async (tx) => {
        await enter(tx);
        results.push(await fn(tx));
        if (end === "rollback") throw rolledBack;
      }),
    )
    .catch((error) => {
      if (error !== rolledBack) throw error;
    });
  return results[0] as T;
}

async function enter(
  tx: postgres.TransactionSql,
  key = sealTenantKey(testSealSecret, db.acme.id),
): Promise<void> {
  const { id, schema } = db.acme;
  await tx`select app.enter_tenant(${schema}, ${id}, null, ${key}, 'test')`;
}

async function countSettings(tx: postgres.TransactionSql): Promise<number> {
  return (await tx`select key from settings`).length;
}

async function explain(tx: postgres.TransactionSql, statement: string): Promise<string> {
  const rows = await tx.unsafe(`explain (analyze, timing off, costs off, summary off) ${statement}`);
  return rows.map((row) => row["QUERY PLAN"]).join("\n");
}
