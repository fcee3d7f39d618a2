import { listSettings, rowsOf } from "./harness.ts";
import type { Proof, Removal } from "./proof.ts";

// The locks in app.enter_tenant and app.leave_tenant: what SQL leaves on a session meets the next tenant there. They
// clean at the entry and at the end; each of the two is shown to do without the other.

const reset = ["reset all;", ""] as const;
const unlisten = ["unlisten *;", ""] as const;
const close = ["execute 'close all';", ""] as const;
const unlock = ["perform pg_catalog.pg_advisory_unlock_all();", ""] as const;

/** LISTEN, DECLARE and PREPARE are no queries: refused by their first word, and by their tag. */
const onlyQueries: Removal[] = [
  {
    source: {
      file: "db/tenant/connection.ts",
      from: "values|table)$/i.test(word)",
      to: "values|table)?/i.test(word)",
    },
  },
  { source: { file: "db/tenant/connection.ts", from: "queries.includes(command)", to: "queries" } },
];
const searchPath: Removal = { enter: ["set_config('search_path'", "set_config('app.no_path'"] };
const tempLast: Removal = { enter: [", ', pg_temp'", ", ''"] };
const noImpostor: Removal = { enter: ["where from_sql", "where false"] };
const temporaryTables: Removal = {
  sql: ({ url }) => `grant temporary on database ${new URL(url("admin")).pathname.slice(1)} to tenantry_app`,
};

const nameOfGlobexStatement = `
  select name from pg_prepared_statements where statement like '/* tenant_globex */ select "key" from "settings"%'`;

export const sessionLocks: Proof[] = [
  {
    lock: "search_path",
    attack: "a path left on the session, by which globex would read acme's table for its own",
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
    lock: "pg_temp, named last,",
    attack: "a temporary table that stands before globex's own",
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
    lock: "the right to make temporary tables, withheld,",
    attack: "SELECT INTO, whose tag is a query's, of a table that stands before globex's own",
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
    lock: "the check for prepared statements",
    attack: "an impostor under the name of a statement that the driver prepared for globex",
    onNamedStatement: true,
    othersOff: onlyQueries,
    remove: noImpostor,
    launch: async ({ acme, globex }) => {
      await globex(listSettings);
      await acme(async (tx) => {
        const [own] = await rowsOf(tx, nameOfGlobexStatement);
        const { name } = own as { name: string };
        await rowsOf(tx, `deallocate "${name}"`);
        await rowsOf(tx, `prepare "${name}" as select 'forged'::text`);
      });
      return await globex(listSettings);
    },
    // The session is given up, and globex served on another.
    stopped: ["globex"],
    succeeded: ["forged"],
  },
  ...eachAlone(reset, [], {
    lock: "reset all",
    attack: "a setting left behind, with which every query of globex's fails",
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "select set_config('row_security', 'off', false)"));
      return await globex(listSettings);
    },
    stopped: ["globex"],
    succeeded: /would be affected by row-level security/,
  }),
  ...eachAlone(unlisten, onlyQueries, {
    lock: "unlisten",
    attack: "a channel to which globex's session listens for acme",
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "listen gossip"));
      // UNLISTEN takes effect with a COMMIT: at the entry, with that of the next writer.
      await globex(listSettings);
      return await globex((tx) => rowsOf(tx, "select pg_listening_channels() as channel"));
    },
    stopped: [],
    succeeded: [{ channel: "gossip" }],
  }),
  // A held cursor is filled at COMMIT, when `reset all` has taken the context away: that is off here.
  ...eachAlone(close, [...onlyQueries, { leave: reset }], {
    lock: "close all",
    attack: "a cursor over acme's rows that outlives acme's transaction, read by globex's SQL",
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "declare kept cursor with hold for select key from settings"));
      const rows = await globex((tx) =>
        rowsOf(tx, "select cursor_to_xml('kept', 10, false, false, '')::text as loot"),
      );
      return JSON.stringify(rows);
    },
    stopped: /cursor "kept" does not exist/,
    succeeded: /<key>acme<\/key>/,
  }),
  ...eachAlone(unlock, [], {
    lock: "advisory unlock",
    attack: "an advisory lock of acme's that a session keeps while globex has it",
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
];

/** The same line at the entry while it is off at the end, and at the end while it is off at the entry. */
function eachAlone(
  line: readonly [string, string],
  othersOff: Removal[],
  proof: Omit<Proof, "othersOff" | "remove">,
): Proof[] {
  const enter = { enter: line };
  const leave = { leave: line };
  return [
    { ...proof, lock: `${proof.lock} at the entry`, othersOff: [...othersOff, leave], remove: enter },
    { ...proof, lock: `${proof.lock} at the end`, othersOff: [...othersOff, enter], remove: leave },
  ];
}
