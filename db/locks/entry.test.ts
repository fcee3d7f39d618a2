import { sealTenantKey } from "../guard.ts";
import { testSealSecret } from "../testing/database.ts";
import {
  type Attacker,
  listSettings,
  type Off,
  type Proof,
  proveLocks,
  rowsOf,
} from "../testing/lock-bench.ts";

// The locks inside app.enter_tenant: what an earlier tenant's SQL left on the session meets the next tenant.

/** The line of each lock in app.enter_tenant, and what stands there when it is off. */
const off = {
  searchPath: { entry: ["set_config('search_path'", "set_config('app.no_path'"] },
  tempLast: { entry: [", ', pg_temp'", ", ''"] },
  prepared: { entry: ["where from_sql", "where false"] },
  reset: { entry: ["reset all;", ""] },
  unlisten: { entry: ["unlisten *;", ""] },
  close: { entry: ["execute 'close all';", ""] },
  advisory: { entry: ["perform pg_catalog.pg_advisory_unlock_all();", ""] },
} as const satisfies Record<string, Off>;

const temporaryTables: Off = {
  sql: ({ url }) => `grant temporary on database ${new URL(url("admin")).pathname.slice(1)} to tenantry_app`,
};

const proofs: Proof[] = [
  {
    lock: "search_path",
    attack: "a path left on the session, by which globex would read acme's table for its own",
    othersOff: [off.reset, { sql: "alter table tenant_acme.settings disable row level security" }],
    remove: off.searchPath,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select set_config('search_path', 'tenant_acme', false)"));
      return await globex(listSettings);
    },
    held: ["globex"],
    open: ["acme"],
  },
  {
    lock: "pg_temp, named last",
    attack: "a temporary table that stands before globex's own",
    othersOff: [temporaryTables],
    remove: off.tempLast,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select 'forged'::text as key into temporary settings"));
      return await globex(listSettings);
    },
    held: ["globex"],
    open: ["forged"],
  },
  {
    lock: "the check for prepared statements",
    attack: "an impostor under the name of a statement that the driver prepared for globex",
    // PREPARE is no query, and would cost the session: the connection itself goes past that.
    othersOff: [],
    remove: off.prepared,
    launch: async ({ globex, session }) => {
      await globex(listSettings);
      await session(async (client) => {
        const [own] = await client<{ name: string }[]>`
          select name from pg_prepared_statements where statement like 'select "key" from "settings"%'`;
        await client.unsafe(`deallocate "${own?.name}"`);
        await client.unsafe(`prepare "${own?.name}" as select 'forged'::text`);
      });
      return await globex(listSettings);
    },
    held: /prepared statement of unknown origin/,
    open: ["forged"],
  },
  {
    lock: "reset all",
    attack: "a setting left behind, with which every query of globex's fails",
    othersOff: [],
    remove: off.reset,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select set_config('row_security', 'off', false)"));
      return await globex(listSettings);
    },
    held: ["globex"],
    open: /would be affected by row-level security/,
  },
  {
    lock: "unlisten",
    attack: "a channel that a session goes on listening to",
    othersOff: [],
    remove: off.unlisten,
    launch: async ({ globex, session }) => {
      await session((client) => client`listen gossip`);
      await globex(listSettings);
      return await session(async (client) => [...(await client`select pg_listening_channels() as channel`)]);
    },
    held: [],
    open: [{ channel: "gossip" }],
  },
  {
    lock: "close all",
    attack: "a cursor over acme's rows that outlives acme's transaction, read by globex's SQL",
    othersOff: [],
    remove: off.close,
    launch: async (attacker) => {
      await declareInAcme(attacker);
      const [row] = await attacker.globex((tx) =>
        rowsOf(tx, "select cursor_to_xml('kept', 10, false, false, '')::text as loot"),
      );
      return (row as { loot: string }).loot;
    },
    held: /cursor "kept" does not exist/,
    open: /<key>acme<\/key>/,
  },
  {
    lock: "advisory unlock",
    attack: "an advisory lock of acme's that a session keeps while others use it",
    othersOff: [],
    remove: off.advisory,
    launch: async ({ acme, globex, admin }) => {
      await acme((tx) => rowsOf(tx, "select pg_advisory_lock(99)"));
      await globex(listSettings);
      return [...(await admin`select pg_try_advisory_xact_lock(99) as free`)];
    },
    held: [{ free: true }],
    open: [{ free: false }],
  },
];

proveLocks(proofs);

/** DECLARE is no query, and would cost the session: so over the connection itself. */
async function declareInAcme({ session, db: { acme } }: Attacker): Promise<void> {
  const key = sealTenantKey(testSealSecret, acme.id);
  await session((client) =>
    client.begin(async (tx) => {
      await tx`select app.enter_tenant(${acme.schema}, ${acme.id}, ${key}, 'attack')`;
      await tx`declare kept cursor with hold for select key from settings`;
    }),
  );
}
