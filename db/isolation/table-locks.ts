import { createHash } from "node:crypto";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { type Attacker, listSettings, rowsOf } from "./harness.ts";
import type { Proof, Removal } from "./proof.ts";

// The locks on the tables themselves. All tenants' tables have the same grants, so between tenants only the policies
// protect.

const policies = ["tenant_rows", "tenant_guard"];

/** Globex's policies then ask for its id, and for no key. */
const withoutKey: Removal = {
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
    lock: "the sealed key",
    attack: "a forged tenant id, with acme's key or with the hash in globex's policies",
    othersOff: [],
    remove: withoutKey,
    launch: async ({ acme, db }) => {
      const hash = createHash("sha256").update(sealTenantKey(testSealSecret, db.globex.id)).digest("hex");
      const forge = (key: string) =>
        acme(async (tx) => {
          await rowsOf(tx, `select set_config('app.tenant_id', '${db.globex.id}', true), ${key}`);
          return await rowsOf(tx, "select key from tenant_globex.settings");
        });
      return [await forge("'its own key'"), await forge(`set_config('app.tenant_key', '${hash}', true)`)];
    },
    stopped: [[], []],
    succeeded: [[{ key: "globex" }], [{ key: "globex" }]],
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

function readGlobexInAcme({ acme }: Attacker): Promise<unknown> {
  return acme((tx) => rowsOf(tx, "select key from tenant_globex.settings"));
}

function alterPolicies(condition: string): string {
  return policies
    .map((name) => `alter policy ${name} on tenant_globex.settings using (${condition})`)
    .join(";");
}
