import { listSettings, rowsOf } from "./harness.ts";
import type { Proof, Removal } from "./proof.ts";
import { off } from "./transaction-locks.ts";

// The locks in app.enter_tenant and app.leave_tenant, which keep what SQL leaves on a session from the next tenant. Both
// functions clean the session. Each is shown to be enough without the other.

const reset = ["reset all;", ""] as const;
const unlisten = ["unlisten *;", ""] as const;
const close = ["execute 'close all';", ""] as const;
const unlock = ["perform pg_catalog.pg_advisory_unlock_all();", ""] as const;

/** Our code refuses LISTEN, DECLARE and PREPARE by their first word and by their command tag. */
const queryChecks: Removal[] = [off.firstWord, off.commandTag];
const searchPath: Removal = { enter: ["set_config('search_path'", "set_config('app.no_path'"] };
const tempLast: Removal = { enter: [", ', pg_temp'", ", ''"] };
const temporaryTables: Removal = {
  sql: ({ url }) => `grant temporary on database ${new URL(url("admin")).pathname.slice(1)} to tenantry_app`,
};

const globexStatementName = `
  select name from pg_prepared_statements where statement like '/* tenant_globex */ select "key" from "settings"%'`;

export const sessionLocks: Proof[] = [
  {
    lock: "search_path",
    attack: "a search_path left on the session that makes globex read acme's table",
    othersOff: [
      { enter: reset },
      { leave: reset },
      { sql: "alter table tenant_acme.settings disable row level security" },
    ],
    remove: searchPath,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select set_config('search_path', 'tenant_acme', false)"));
      return await globex(listSettings);
    },
    stopped: ["globex"],
    succeeded: ["acme"],
  },
  {
    lock: "pg_temp as the last schema in search_path",
    attack: "a temporary table that hides globex's own",
    othersOff: [temporaryTables],
    remove: tempLast,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select 'forged'::text as key into temporary settings"));
      return await globex(listSettings);
    },
    stopped: ["globex"],
    succeeded: ["forged"],
  },
  {
    lock: "the missing right to create temporary tables",
    attack: "SELECT INTO a temporary table that hides globex's own",
    othersOff: [tempLast],
    remove: temporaryTables,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select 'forged'::text as key into temporary settings"));
      return await globex(listSettings);
    },
    stopped: /permission denied to create temporary tables/,
    succeeded: ["forged"],
  },
  {
    lock: "the check for statements prepared by SQL",
    attack: "a forged statement under the name of one that the driver prepared for globex",
    onNamedStatement: true,
    othersOff: queryChecks,
    remove: off.preparedCheck,
    launch: async ({ acme, globex }) => {
      await globex(listSettings);
      await acme(async (tx) => {
        const [own] = await rowsOf(tx, globexStatementName);
        const { name } = own as { name: string };
        await rowsOf(tx, `deallocate "${name}"`);
        await rowsOf(tx, `prepare "${name}" as select 'forged'::text`);
      });
      return await globex(listSettings);
    },
    // The session is closed, and globex gets another one.
    stopped: ["globex"],
    succeeded: ["forged"],
  },
  ...eachAlone(reset, [], {
    lock: "reset all",
    attack: "a setting left behind that makes every query of globex fail",
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select set_config('row_security', 'off', false)"));
      return await globex(listSettings);
    },
    stopped: ["globex"],
    succeeded: /would be affected by row-level security/,
  }),
  ...eachAlone(unlisten, queryChecks, {
    lock: "unlisten",
    attack: "a LISTEN of acme's that outlives its transaction",
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "listen gossip"));
      // UNLISTEN takes effect at the next COMMIT.
      await globex(listSettings);
      return await globex((tx) => rowsOf(tx, "select pg_listening_channels() as channel"));
    },
    stopped: [],
    succeeded: [{ channel: "gossip" }],
  }),
  // COMMIT fills a cursor WITH HOLD. By then `reset all` would have removed the context, so it is off here.
  ...eachAlone(close, [...queryChecks, { leave: reset }], {
    lock: "close all",
    attack: "a cursor over acme's rows that globex could read",
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "declare stale cursor with hold for select key from settings"));
      const rows = await globex((tx) =>
        rowsOf(tx, "select cursor_to_xml('stale', 10, false, false, '')::text as loot"),
      );
      return JSON.stringify(rows);
    },
    stopped: /cursor "stale" does not exist/,
    succeeded: /<key>acme<\/key>/,
  }),
  ...eachAlone(unlock, [], {
    lock: "advisory unlock",
    attack: "an advisory lock of acme's that stays on the session",
    launch: async ({ acme, globex, admin }) => {
      await acme((tx) => rowsOf(tx, "select pg_advisory_lock(99)"));
      return await globex(async (tx) => {
        await listSettings(tx);
        return [...(await admin`select pg_try_advisory_xact_lock(99) as free`)];
      });
    },
    stopped: [{ free: true }],
    succeeded: [{ free: false }],
  }),
  {
    lock: "leaving the tenant at a reader's end",
    attack: "an advisory lock of a reader's that stays while no one uses the session",
    othersOff: [],
    remove: off.readersLeave,
    launch: async ({ acme, session, admin }) => {
      await acme((tx) => rowsOf(tx, "select pg_advisory_lock(99)"), true);
      await session((client) => client.unsafe("select 1").execute());
      return [...(await admin`select pg_try_advisory_xact_lock(99) as free`)];
    },
    stopped: [{ free: true }],
    succeeded: [{ free: false }],
  },
];

/** The same statement on entry while it is off on exit, and on exit while it is off on entry. */
function eachAlone(
  line: readonly [string, string],
  othersOff: Removal[],
  proof: Omit<Proof, "othersOff" | "remove">,
): Proof[] {
  const enter = { enter: line };
  const leave = { leave: line };
  return [
    { ...proof, lock: `${proof.lock} on entry`, othersOff: [...othersOff, leave], remove: enter },
    { ...proof, lock: `${proof.lock} on exit`, othersOff: [...othersOff, enter], remove: leave },
  ];
}
