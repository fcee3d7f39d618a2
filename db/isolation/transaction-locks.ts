import { listSettings, rowsOf } from "./harness.ts";
import { type Proof, plant, type Removal } from "./proof.ts";

// The locks in the code of a tenant's transaction.

/** The code of each lock, and what replaces it. */
export const off = {
  readOnly: {
    source: {
      file: "db/tenant/transaction.ts",
      from: "readOnly ? beginReading",
      to: "readOnly ? beginWriting",
    },
  },
  readersEnd: {
    source: {
      file: "db/tenant/transaction.ts",
      from: "if (readOnly) connection.assertSameSession();\n    else await commit(lease)",
      to: "await commit(lease)",
    },
  },
  rollbackTag: {
    source: { file: "db/tenant/transaction.ts", from: 'command === "ROLLBACK"', to: 'command !== ""' },
  },
  readersLeave: {
    source: {
      file: "db/tenant/transaction.ts",
      from: "const clean = () => leave(client)",
      to: 'const clean = () => client.unsafe("select 1", [], unnamed)',
    },
  },
  preparedCheck: { enter: ["where from_sql", "where false"] },
  commitTag: {
    source: { file: "db/tenant/transaction.ts", from: 'command !== "COMMIT"', to: "command === undefined" },
  },
  firstWord: {
    source: {
      file: "db/tenant/statement-check.ts",
      from: "if (beginning.test(text)) return;",
      to: "if (beginning) return;",
    },
  },
  commandTag: {
    source: { file: "db/tenant/connection.ts", from: "queries.includes(command)", to: "queries" },
  },
  lifetime: {
    source: { file: "db/tenant/connection.ts", from: "if (this.over)", to: "if (!this.lease)" },
  },
} as const satisfies Record<string, Removal>;

export const transactionLocks: Proof[] = [
  {
    lock: "READ ONLY",
    attack: "a loader that writes although its handle's type has no writes",
    othersOff: [off.readersEnd],
    remove: off.readOnly,
    launch: ({ acme }) => acme((tx) => plant(tx), true).then(() => acme(listSettings)),
    stopped: /read-only transaction/,
    succeeded: ["acme", "planted"],
  },
  {
    lock: "the ROLLBACK after every reader",
    attack: "a loader that writes although its handle's type has no writes",
    othersOff: [off.readOnly],
    remove: off.readersEnd,
    launch: ({ acme }) => acme((tx) => plant(tx), true).then(() => acme(listSettings)),
    stopped: ["acme"],
    succeeded: ["acme", "planted"],
  },
  {
    lock: "the check of ROLLBACK's command tag",
    attack: "a forged ROLLBACK statement, after which globex's COMMIT would write what acme rolled back",
    onNamedStatement: true,
    othersOff: [off.firstWord, off.commandTag, off.preparedCheck],
    remove: off.rollbackTag,
    launch: async ({ acme, globex }) => {
      await acme(listSettings, true);
      const failed = acme(async (tx) => {
        await plant(tx);
        const [own] = await rowsOf(
          tx,
          "select name from pg_prepared_statements where statement = 'rollback'",
        );
        const { name } = own as { name: string };
        await rowsOf(tx, `deallocate "${name}"`);
        await rowsOf(tx, `prepare "${name}" as select 1`);
        throw new Error("roll back");
      });
      await failed.catch(() => {});
      // Globex gets the connection before ROLLBACK is answered, and loses it when the answer is a forgery.
      await globex(listSettings).catch(() => {});
      return await acme(listSettings);
    },
    stopped: ["acme"],
    succeeded: ["acme", "planted"],
  },
  {
    lock: "the check of COMMIT's command tag",
    attack: "a write that is reported as done although a swallowed error rolled it back",
    othersOff: [],
    remove: off.commitTag,
    launch: async ({ acme }) => {
      await acme(async (tx) => {
        await plant(tx);
        await rowsOf(tx, "select 1 / 0").catch(() => {});
      });
      return `reported as done: ${await acme(listSettings)}`;
    },
    stopped: /was rolled back/,
    succeeded: "reported as done: acme",
  },
  {
    lock: "the check of a statement's first word",
    attack: "an injected COMMIT that keeps what an error should roll back",
    othersOff: [],
    remove: off.firstWord,
    launch: async ({ acme }) => {
      const failed = acme((tx) => plant(tx).then(() => rowsOf(tx, "commit")));
      await failed.catch(() => {});
      return await acme(listSettings);
    },
    stopped: ["acme"],
    succeeded: ["acme", "planted"],
  },
  {
    lock: "the check of a statement's command tag",
    attack: "a LISTEN of acme's that outlives its transaction",
    othersOff: [off.firstWord, { enter: ["unlisten *;", ""] }, { leave: ["unlisten *;", ""] }],
    remove: off.commandTag,
    launch: async ({ acme, globex }) => {
      await acme((tx) => rowsOf(tx, "listen gossip")).catch(() => {});
      return await globex((tx) => rowsOf(tx, "select pg_listening_channels() as channel"));
    },
    // The session is closed, and globex gets another one.
    stopped: [],
    succeeded: [{ channel: "gossip" }],
  },
  {
    lock: "the lifetime of a handle",
    attack: "acme's handle, used after its transaction while globex has the connection",
    othersOff: [],
    remove: off.lifetime,
    launch: async ({ acme, globex }) => {
      const stale = await acme(async (tx) => [tx]);
      return await globex(async () => await Promise.all(stale.map(listSettings)));
    },
    stopped: /has ended/,
    succeeded: [["globex"]],
  },
];
