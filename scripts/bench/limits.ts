import type { GroupName } from "./options.ts";

/** What docs/benchmarks.md says below each group's tables: what limits, where a target is missed. Written by hand. */
export const limits: Record<GroupName, string> = {
  requests: `What limits is CPU. A bare select is nearly as little as this driver and this server can do: 20 to 40 µs on
each side. BEGIN, the select and COMMIT, pipelined and without a tenant, cost twice that and reach 0.53 of it. What is left is
the entry: some 60 µs of the server, to parse it (it has no name, so that nobody can have put another in its place) and to run
\`app.enter_tenant\` (look for statements of unknown origin, clear the session, set eight values); and on the client the
lease, Kysely, and the answers of three more statements. pgbench sends the same, prepared, and has no JavaScript.

With 1,000 tenants in turn nobody finds a connection warm. What it met before it has to be
met again on each of the eight, about 1 ms each time, and a connection is closed after 2,000 tenants; the others never close
theirs, at the price of memory.`,
  guard: `What limits: the guard is evaluated once a statement, which costs 3–6 µs whatever the statement does (one SHA-256 for
both policies). Sent one at a time, as requests send them, a key look-up costs the server some 15 µs without it; the lines
"50 sent at once" show it without the waking up, where the same microseconds weigh more. A scan passes each row through
one node more, the One-Time Filter: about 10 ns a row, which a count shows, because it does hardly anything else.

PostgreSQL 15 does not make a One-Time Filter of the condition on the inner side of an outer join. It is a filter of the
scan there, twice, and each is guessed to let one row in 200 pass: of 20,000 rows it expects one, and takes a nested loop
where 18 takes a hash join. No form was found that both stands before the scan and is guessed well: \`<> 0\`, \`is not null\`
and a bare subselect join fast there, and let a foreign index be searched. On 15, join large tables by inner joins.`,
  page: `What limits is the one thread, and most of it renders. The loaders add one transaction of one flight, the
dashboard's; the frame takes from it what it needs, and has one of its own only in the line of the layout, where the
dashboard is from constants. Root costs next to nothing for a token that is known; what Clerk's SDK takes to verify a new
one is the difference to the last line. One visitor alone waits for that flight while the thread has nothing to do.
The target is about what a browser sees, so it is measured over HTTP, in turns of ten visits to and fro: where the speed of
a machine changes from one second to the next, a ratio of seconds that are not the same tells nothing, and the tables in
process can be read line by line only roughly. Three runs gave 1.24, 1.27 and 1.24 for one visitor, and 1.22, 1.10 and 1.22
for eight. It is near the bound: in the fastest tenth of the turns, where the thread is quick and the flight is not, one
visitor had 1.27, 1.34 and 1.31.`,
  browser: `What limits the first visit is to fetch and to run the scripts, of which React and Remix are the larger part; the page is
readable before, because the server rendered it. clerk-js itself comes from Clerk's own host, after the page, and is not
counted here.`,
  migrations: `The engine adds to the bare SQL a rehearsal in a scratch schema, the rows that say what was run, and a look
at the catalog after the run: some 100 ms, whatever the size of the fleet.`,
  identity: `What limits is CPU: on two processors PostgreSQL, worker, web server, Clerk and whoever sends stand in one line. Of
what an organization takes of it, most is the bare SQL's. To that PostgreSQL adds about an eighth (the directory's row, the
owner in the mirror, the audit log, delivery and job), the worker about as much (one question to Clerk, the queue, sending
some 30 KB of SQL), and web server and Clerk half of that each. Answers in a burst take as long as 256 requests queue for
beside that. With Clerk itself its limit comes first, 1,000 questions in 10 s for the instance: some 100 organizations a
second. Told to wait (429), all jobs of the worker wait as long as Clerk says, and no attempt is lost.`,
  memory: `A backend keeps what it has read of the catalog for each tenant, some 55 KB with one table touched, and the plans of
statements; PostgreSQL gives neither back. So a connection is closed after 2,000 tenants, or half an hour.`,
  fleet: `A warm tenant costs what it costs alone: its tables, plans and policies are in the backend. The first touch reads them
from the catalog; a tenant pays that once on each connection.`,
};
