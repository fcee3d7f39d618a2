import { type Attacker, listSettings, rowsOf } from "./harness.ts";
import type { Proof, Removal } from "./proof.ts";

// The check of a statement's text, which keeps other tenants' tables out of every scan. Row-level security hides their rows,
// but not their statistics: for leakproof operators the planner uses those, and what it expects decides how a query runs.

const secret = "globex secret";

/** Takes one pattern out of the check, or a part of one. */
function without(pattern: string, rest?: string): Removal {
  const to = rest ? `  /${rest}/i,\n` : "";
  return { source: { file: "db/tenant/statement-check.ts", from: `  /${pattern}/i,\n`, to } };
}

const names = without("tenant_");
const merge = without("(?<![a-z_])merge(?![a-z0-9_])");
const settings = without("set_config|pg_settings");

/** A query of acme's that fails only if the planner expects most of the other table's names to be below the bound. */
function probe(projects: string, bound: string, columns = "null::tsvector"): string {
  return `select ${columns} from (select from ${projects} where name < '${bound}' offset 0) as other, pg_am as own
    where 1 / (case when own.amname > '' then 0 else 1 end) = 1`;
}

export const textLocks: Proof[] = [
  statisticsProof("a name of another tenant's table", names, [], (bound) =>
    probe("tenant_globex.projects", bound),
  ),
  statisticsProof("a name in Unicode escapes", without('u&"'), [], (bound) =>
    probe(String.raw`U&"\0074enant_globex".projects`, bound),
  ),
  statisticsProof("a text that query_to_xml runs", without("_to_xml"), [], (bound) =>
    inString("query_to_xml(#, true, true, '')", bound),
  ),
  statisticsProof("a text that ts_stat runs", without("ts_stat|ts_rewrite", "ts_rewrite"), [], (bound) =>
    inString("ts_stat(#)", bound),
  ),
  statisticsProof("a text that ts_rewrite runs", without("ts_stat|ts_rewrite", "ts_stat"), [], (bound) =>
    inString("ts_rewrite('a', #)", bound, "null::tsquery, null::tsquery"),
  ),
  statisticsProof(
    "another search_path",
    settings,
    [],
    (bound) => probe("projects", bound),
    "select set_config('search_path', 'ten' || 'ant_globex', true)",
  ),
  {
    lock: "the refusal of MERGE",
    attack: "an error that tells whether another tenant's table has rows",
    aboutText: true,
    othersOff: [names],
    remove: merge,
    launch: ({ acme }) =>
      acme((tx) =>
        rowsOf(
          tx,
          "with one as (select) merge into tenant_globex.projects using one on true when matched then delete",
        ),
      ),
    stopped: /may not contain "merge"/,
    succeeded: /row-level security/,
  },
  {
    lock: "the refusal of currtid2",
    attack: "the place of another tenant's row",
    aboutText: true,
    othersOff: [],
    remove: without("currtid"),
    launch: ({ acme }) =>
      acme((tx) => rowsOf(tx, "select currtid2('ten' || 'ant_globex.projects', '(0,1)')::text as at")),
    stopped: /may not contain "currtid"/,
    succeeded: [{ at: "(0,1)" }],
  },
  {
    lock: "the refusal of XMLTABLE",
    attack: "an XPath expression, which needs no right to a function and no time limit stops",
    aboutText: true,
    othersOff: [],
    remove: without("xmltable"),
    launch: ({ acme }) =>
      acme((tx) =>
        rowsOf(tx, "select * from xmltable('//a' passing ('<a>x</a>'::xml) columns a text path '.')"),
      ),
    stopped: /may not contain "xmltable"/,
    succeeded: [{ a: "x" }],
  },
  {
    lock: "the refusal of NUL",
    attack: "bytes behind the end of a text, which the server takes for the types of its parameters",
    aboutText: true,
    othersOff: [],
    remove: { source: { file: "db/tenant/statement-check.ts", from: "  /\\0/,\n", to: "" } },
    launch: ({ acme }) => acme((tx) => rowsOf(tx, "select 1\0\0\x01x")),
    stopped: /may not contain/,
    // The driver sent no parameters.
    succeeded: /supplies 0 parameters, but prepared statement "" requires 1/,
  },
  {
    lock: "statements without a name",
    attack: "hundreds of statements left on a session, which every later entry has to look through",
    onNamedStatement: true,
    othersOff: [],
    remove: {
      source: {
        file: "db/tenant/connection.ts",
        from: "isRegistered(query) && !withoutPlans ? warm",
        to: "true ? warm",
      },
    },
    launch: async ({ acme, globex, session }) => {
      await acme(async (tx) => {
        for (let text = 0; text < 500; text++) await rowsOf(tx, `select ${text}`);
      }, true);
      await globex(listSettings, true);
      const [row] = await session(
        (client) => client<{ count: number }[]>`select count(*)::int from pg_prepared_statements`,
      );
      return (row?.count ?? 0) < 10 ? "few" : "many";
    },
    stopped: "few",
    succeeded: "many",
  },
];

/** A call whose argument spells the name only when it is put together. */
function inString(call: string, bound: string, columns?: string): string {
  const text = probe("ten|ant_globex.projects", bound, columns).replaceAll("'", "''").replace("|", "' || '");
  return `select from ${call.replace("#", `'${text}'`)}`;
}

function statisticsProof(
  lock: string,
  remove: Removal,
  othersOff: Removal[],
  ask: (bound: string) => string,
  before?: string,
): Proof {
  return {
    lock: `the refusal of ${lock}`,
    attack: "a binary search for the most common name in another tenant's table",
    aboutText: true,
    othersOff,
    remove,
    launch: (attacker) => searchForName(attacker, ask, before),
    stopped: /may not contain/,
    succeeded: secret,
  };
}

/** Finds the name letter by letter, in READ ONLY transactions. @throws the error that refused a probe. */
async function searchForName(
  { acme, admin }: Attacker,
  ask: (bound: string) => string,
  before?: string,
): Promise<string> {
  await admin`
    insert into tenant_globex.projects
    select gen_random_uuid(), ${secret}, 'copy', 'blue', 'active', 'ann', null, 1, now(), now() from generate_series(1, 2000)`;
  await admin`analyze tenant_globex.projects`;
  const isBelow = async (bound: string) => {
    const probing = acme(async (tx) => {
      if (before) await rowsOf(tx, before);
      await rowsOf(tx, ask(bound));
    }, true);
    return await probing.then(
      () => false,
      (error: Error) => {
        if (error.message.includes("division by zero")) return true;
        throw error;
      },
    );
  };
  try {
    let found = "";
    while (found.length < 40 && !(await isBelow(`${found}${letters[0]}`)))
      found += await nextLetter(found, isBelow);
    return found;
  } finally {
    await admin`delete from tenant_globex.projects where description = 'copy'`;
  }
}

const letters = " abcdefghijklmnopqrstuvwxyz";

/** The last letter that the name, with this beginning, is not below. */
async function nextLetter(found: string, isBelow: (bound: string) => Promise<boolean>): Promise<string> {
  let [low, high] = [0, letters.length];
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if (await isBelow(found + letters[middle])) high = middle;
    else low = middle;
  }
  return letters[low] ?? "";
}
