import type { GroupName } from "./options.ts";

/** What docs/benchmarks.md says below each group's tables: what limits, where a target is missed. Written by hand. */
export const limits: Record<GroupName, string> = {
  requests: `What limits: client and server together are bound by CPU, and a bare select is nearly as little as this driver
and this server can do: about 20 µs on each side. The transaction is four statements instead of one. On the server the
entry is parsed, planned and run (\`app.enter_tenant\` looks for statements of unknown origin, clears the session and sets
eight values), and BEGIN and ROLLBACK each take a message and an answer; on the client three more queries are made,
written, and their answers parsed, and Kysely compiles the select. pgbench has the same statements, prepared, and no
JavaScript. With 1,000 tenants in turn nobody finds a connection warm: the pool of a process renews a connection after
500 tenants, so each is read in anew, catalog and plans; the bare select keeps its plans, at the price of their memory.`,
  guard: `What limits: the guard is evaluated once a statement, which costs 3–5 µs (two policies, one SHA-256 each), whatever the
statement does. Sent one at a time, as requests send them, a statement costs the server 15–20 µs without it; the lines
"50 sent at once" show the same without the waking up. A scan passes each row through one node more, the One-Time Filter:
about 10 ns a row, which shows in a count, where there is hardly anything else to do. PostgreSQL 15 takes the condition
for a filter of the scan when the table is on the inner side of an outer join, and expects one row in 40,000 to pass it: it
chooses a nested loop where a hash join would do. 18 does not.`,
  page: `What limits: rendering is CPU of one thread, and so is nearly everything else. The root loader and the other two each
have the session verified (one RSA signature and the SDK's own work around it), and layout and dashboard each enter the
tenant in a transaction of their own, because a layout protects no child.`,
  memory: `A backend keeps what it has read of the catalog for each tenant, and the plans of statements; PostgreSQL gives neither
back. So a connection is closed after 500 tenants, or half an hour.`,
  fleet: `A warm tenant costs what it costs alone: its tables, plans and policies are in the backend. The first touch reads them
from the catalog, whose indexes are deeper by then; a tenant pays it once on each connection.`,
};
