import { sealTenantKey } from "#db/tenant/guard.ts";
import { inTenant, type TenantReader } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { type Attacker, listSettings, rowsOf } from "./harness.ts";
import type { Proof, Removal } from "./proof.ts";

// The locks on the tables themselves. All tenants' tables have the same grants, so between tenants only the policies
// protect.

const policies = ["tenant_rows", "tenant_guard"];

/** Globex's policies then ask for its id, and for no pass. */
const withoutPass: Removal = {
  sql: ({ globex }) => alterPolicies(`(select current_setting('app.tenant_id', true) = '${globex.id}')`),
};

export const tableLocks: Proof[] = [
  {
    lock: "row-level security",
    attack: "a query that names another tenant's schema",
    othersOff: [],
    remove: { sql: "alter table tenant_globex.settings disable row level security" },
    launch: readGlobexInAcme,
    stopped: [],
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "FORCE",
    attack: "the owner who reads without a tenant's context",
    othersOff: [],
    remove: { sql: "alter table tenant_globex.settings no force row level security" },
    launch: async ({ db }) => [...(await db.owner`select key from tenant_globex.settings`)],
    stopped: [],
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "the restrictive policy",
    attack: "the effect of a wide permissive policy, added by mistake",
    othersOff: [{ sql: "create policy wide on tenant_globex.settings using (true)" }],
    remove: { sql: "drop policy tenant_guard on tenant_globex.settings" },
    launch: readGlobexInAcme,
    stopped: [],
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "the permissive policy's condition",
    attack: "the effect of a missing restrictive policy",
    othersOff: [{ sql: "drop policy tenant_guard on tenant_globex.settings" }],
    remove: { sql: "alter policy tenant_rows on tenant_globex.settings using (true)" },
    launch: readGlobexInAcme,
    stopped: [],
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "the pass",
    attack: "globex's id, set by SQL in acme's transaction",
    othersOff: [],
    remove: withoutPass,
    launch: ({ acme, db }) => acme((tx) => readAs(tx, db.globex.id)),
    stopped: /has not entered the tenant/,
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "the backend and the time in a pass",
    attack: "globex's pass, read in globex's transaction and carried into acme's",
    othersOff: [],
    remove: {
      sql: `create or replace function app.pass_for(tenant_id text, secret bytea) returns bytea language sql stable
        return pg_catalog.sha256(secret || pg_catalog.convert_to(tenant_id, 'UTF8'))`,
    },
    launch: async ({ acme, globex, db }) => {
      const [pass] = await globex((tx) => rowsOf(tx, "select current_setting('app.pass') as pass"));
      return await acme((tx) => readAs(tx, db.globex.id, (pass as { pass: string }).pass));
    },
    stopped: /has not entered the tenant/,
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "the error of a wrong pass",
    attack: "an empty answer that looks like an empty table, once the secret of the pass is gone",
    othersOff: [],
    remove: {
      sql: `create or replace function app.holds_pass(tenant_id text) returns boolean language sql stable
        return tenant_id is null`,
    },
    launch: ({ acme, db }) =>
      acme(async (tx) => {
        await rowsOf(tx, "select 1");
        await db.owner`update public.pass_secrets set replaced_at = '-infinity'`;
        await db.owner`select app.replace_pass_secret()`;
        return await rowsOf(tx, "select key from settings");
      }),
    stopped: /has not entered the tenant/,
    succeeded: [],
  },
  {
    lock: "the key",
    attack: "an entry into globex with acme's key",
    othersOff: [],
    remove: { enter: ["if is_open is not true", "if is_open is null"] },
    launch: ({ session, db }) =>
      session((client) =>
        client.begin(async (tx) => {
          const { id, schema } = db.globex;
          await tx`select app.enter_tenant(${schema}, ${id}, null, ${sealTenantKey(testSealSecret, db.acme.id)}, 'attack')`;
          return [...(await tx`select key from settings`)];
        }),
      ),
    stopped: /the key does not open this tenant/,
    succeeded: [{ key: "globex" }],
  },
  {
    lock: "the revision",
    attack: "an entry into a tenant that was suspended since it was looked up",
    othersOff: [],
    remove: { enter: ["and (enter_tenant.revision is null or ", "and (true or "] },
    launch: async ({ db, pool }) => {
      const [found] = await db.owner<{ revision: string }[]>`
        select revision from public.tenants where slug = 'globex'`;
      const suspend = (reason: string | null) => db.owner`update public.tenants
        set status = ${reason ? "suspended" : "active"}, suspended_at = ${reason ? new Date() : null} where slug = 'globex'`;
      await suspend("test");
      const options = { pool, sealSecret: testSealSecret, readOnly: true, label: "attack" };
      return await inTenant(
        { ...db.globex, revision: String(found?.revision) },
        options,
        listSettings,
      ).finally(() => suspend(null));
    },
    stopped: /changed since it was looked up/,
    succeeded: ["globex"],
  },
  {
    lock: "WITH CHECK",
    attack: "an insert into another tenant's table",
    othersOff: [],
    remove: {
      sql: policies
        .map((name) => `alter policy ${name} on tenant_globex.settings with check (true)`)
        .join(";"),
    },
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "insert into tenant_globex.settings values ('planted', '1', now())"));
      return await globex(listSettings);
    },
    stopped: /row-level security/,
    succeeded: ["globex", "planted"],
  },
  {
    lock: "the grants on columns",
    attack: "an update that makes its author an owner",
    othersOff: [],
    remove: { sql: "grant update (role) on tenant_acme.users to tenantry_app" },
    launch: ({ acme }) =>
      acme(async (tx) => {
        throw new Error(JSON.stringify(await rowsOf(tx, "update users set role = 'owner' returning role")));
      }),
    stopped: /permission denied/,
    succeeded: '[{"role":"owner"}]',
  },
  {
    lock: "the grants on tables",
    attack: "TRUNCATE of another tenant's table, to which no policy applies",
    // The connection itself, because our own code refuses a TRUNCATE.
    othersOff: [],
    remove: { sql: "grant truncate on tenant_globex.settings to tenantry_app" },
    launch: ({ session }) =>
      session((client) =>
        client.begin(async (tx) => {
          await tx`truncate tenant_globex.settings`;
          throw new Error("truncated");
        }),
      ),
    stopped: /permission denied/,
    succeeded: "truncated",
  },
  {
    lock: "the grants in public",
    attack: "a query for the list of tenants",
    othersOff: [{ sql: "grant usage on schema public to tenantry_app" }],
    remove: { sql: "grant select on public.tenants to tenantry_app" },
    launch: ({ acme }) => acme((tx) => rowsOf(tx, "select slug from public.tenants order by slug")),
    stopped: /permission denied/,
    succeeded: [{ slug: "acme" }, { slug: "globex" }],
  },
];

/** Reads globex's settings with its id, and a pass if there is one, set by SQL. */
async function readAs(tx: TenantReader, id: string, pass?: string): Promise<unknown[]> {
  await rowsOf(tx, `select set_config('app.tenant_id', '${id}', true)`);
  if (pass) await rowsOf(tx, `select set_config('app.pass', '${pass}', true)`);
  return await rowsOf(tx, "select key from tenant_globex.settings");
}

function readGlobexInAcme({ acme }: Attacker): Promise<unknown> {
  return acme((tx) => rowsOf(tx, "select key from tenant_globex.settings"));
}

function alterPolicies(condition: string): string {
  return policies
    .map((name) => `alter policy ${name} on tenant_globex.settings using (${condition})`)
    .join(";");
}
