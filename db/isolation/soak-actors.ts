import { sql } from "kysely";
import { createProject } from "#db/queries/projects.ts";
import type { Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { TenantTransaction } from "#db/tenant/transaction.ts";
import { testSealSecret } from "#db/testing/database.ts";
import type { Random } from "#db/testing/random.ts";
import { textCheckOff, transactionWithout } from "./harness.ts";
import type { Fate, Write } from "./soak-model.ts";

/** Hostile SQL reaches the database: the walk is about what the session keeps. */
const { inTenant } = await transactionWithout(textCheckOff);

export type Scene = {
  pool: Pool;
  tenant: Tenant;
  neighbour: Tenant;
  random: Random;
  write: Write;
};

export type Report = {
  fate: Fate;
  error: unknown;
  /** Another tenant's row, or anything else that must never happen. */
  violation?: string;
};

/** Some of the settings end the session at once. That harms only the one who set them. */
const mayEndItself = /^none$|25P03|57P0|outcome-unknown|CONNECTION|ECONN|EPIPE|unavailable/;

/** Something that a tenant's transaction does. `fails` matches the error it must end with; without it, it must succeed. */
export type Actor = {
  name: string;
  fails?: RegExp;
  act(scene: Scene): Promise<Report>;
};

export const actors: Actor[] = [
  { name: "reads", act: (scene) => visit(scene, look, { readOnly: true }) },
  { name: "writes", act: (scene) => visit(scene, (tx) => store(tx, scene.write)) },
  {
    name: "sends several at once",
    act: (scene) => visit(scene, (tx) => Promise.all([look(tx), store(tx, scene.write), look(tx)])),
  },
  {
    name: "throws",
    fails: /boom/,
    act: (scene) =>
      visit(scene, (tx) => store(tx, scene.write).then(() => Promise.reject(new Error("boom")))),
  },
  {
    name: "throws a Response",
    fails: /Response/,
    act: (scene) => visit(scene, (tx) => store(tx, scene.write).then(() => Promise.reject(new Response()))),
  },
  {
    name: "swallows an error",
    fails: /transaction-rolled-back/,
    act: (scene) =>
      visit(scene, async (tx) => {
        await store(tx, scene.write);
        await sql`select 1 / 0`.execute(tx).catch(() => {});
      }),
  },
  {
    name: "does not await its write",
    act: (scene) => visit(scene, async (tx) => void store(tx, scene.write).catch(() => {})),
  },
  {
    name: "does not await a query that fails",
    fails: /transaction-rolled-back/,
    act: (scene) =>
      visit(scene, async (tx) => {
        await store(tx, scene.write);
        sql`select 1 / 0`.execute(tx).catch(() => {});
      }),
  },
  { name: "hangs up", fails: /gone|unavailable|^none$/, act: hangUp },
  {
    name: "ends its own session",
    fails: /57P0|CONNECTION|ECONN|EPIPE|unavailable|outcome-unknown/,
    act: (scene) =>
      visit(scene, async (tx) => {
        await sql`select pg_terminate_backend(pg_backend_pid())`.execute(tx).catch(() => {});
        await store(tx, scene.write);
      }),
  },
  {
    name: "runs out of time",
    fails: /57014/,
    act: (scene) =>
      visit(scene, async (tx) => {
        await store(tx, scene.write);
        await sql`select set_config('statement_timeout', '15', true)`.execute(tx);
        await sql`select pg_sleep(5)`.execute(tx);
      }),
  },
  {
    name: "leaves settings",
    fails: mayEndItself,
    act: (scene) => visit(scene, (tx) => store(tx, scene.write).then(() => leaveSettings(tx, scene))),
  },
  {
    name: "leaves settings as a reader",
    fails: mayEndItself,
    act: (scene) => visit(scene, (tx) => leaveSettings(tx, scene), { readOnly: true }),
  },
  {
    name: "leaves locks",
    act: (scene) => visit(scene, (tx) => store(tx, scene.write).then(() => leaveLocks(tx, scene))),
  },
  {
    name: "leaves locks as a reader",
    act: (scene) => visit(scene, (tx) => leaveLocks(tx, scene), { readOnly: true }),
  },
  {
    name: "sends what is no query",
    fails: /not-a-query|25001/,
    act: (scene) =>
      visit(scene, async (tx) => {
        await store(tx, scene.write);
        await sql.raw(scene.random.pick(notQueries)).execute(tx);
      }),
  },
  { name: "commits by hand", fails: /not-a-query/, act: commitByHand },
  {
    name: "reaches for a neighbour",
    fails: /TN007/,
    act: (scene) => visit(scene, (tx) => reachOut(tx, scene)),
  },
  { name: "comes back late", act: comeBackLate },
];

const notQueries = [
  "listen gossip",
  "notify gossip, 'x'",
  "rollback",
  "begin",
  "savepoint here",
  "set search_path = public",
  "set app.tenant_id = 'forged'",
  "reset all",
  "discard all",
  "deallocate all",
  "prepare impostor as select 1",
  "declare stale cursor with hold for select 1",
  "lock table projects",
  "do $$ begin perform 1; end $$",
  "explain select 1",
];

const settings: [string, string][] = [
  ["app.tenant_id", "forged"],
  ["app.pass", "forged"],
  ["search_path", "public"],
  ["row_security", "off"],
  ["statement_timeout", "7min"],
  ["lock_timeout", "7min"],
  ["idle_session_timeout", "1ms"],
  ["idle_in_transaction_session_timeout", "1ms"],
  ["default_transaction_read_only", "on"],
  ["default_transaction_isolation", "serializable"],
  ["timezone", "Pacific/Kiritimati"],
  ["log_parameter_max_length_on_error", "-1"],
  ["application_name", "forged"],
];

/** Runs `fn` in the tenant and reports what must have become of its write. */
export async function visit(
  { pool, tenant }: Pick<Scene, "pool" | "tenant">,
  fn: (tx: TenantTransaction) => Promise<unknown>,
  { readOnly = false, signal }: { readOnly?: boolean; signal?: AbortSignal } = {},
): Promise<Report> {
  let isDone = false;
  let seen: unknown;
  const options = { pool, sealSecret: testSealSecret, readOnly, label: "soak", signal };
  try {
    await inTenant(tenant, options, async (tx) => {
      // A hostile loader ignores the type of its handle.
      seen = await fn(tx as TenantTransaction);
      isDone = true;
    });
    return {
      fate: readOnly ? "not written" : "written",
      error: undefined,
      violation: foreignIn(seen, tenant),
    };
  } catch (error) {
    const isUndone = !isDone || readOnly || nameOf(error) === "transaction-rolled-back";
    return { fate: isUndone ? "not written" : "either", error, violation: foreignIn(seen, tenant) };
  }
}

/** The error's code, or else its message; "none" without an error. */
export function nameOf(error: unknown): string {
  if (error === undefined) return "none";
  if (error instanceof Response) return "Response";
  const { code, message } = error as { code?: unknown; message?: unknown };
  return String(code ?? message);
}

export async function look(tx: TenantTransaction): Promise<Map<string, string>> {
  const rows = await tx.selectFrom("projects").select(["name", "description"]).execute();
  return new Map(rows.map(({ name, description }) => [name, description]));
}

async function store(tx: TenantTransaction, { key, value, isNew }: Write): Promise<void> {
  if (value === undefined) await tx.deleteFrom("projects").where("name", "=", key).execute();
  else if (isNew) await createProject(tx, { name: key, description: value, color: "blue", ownerId: "ann" });
  else
    await tx
      .updateTable("projects")
      .set({ description: value, updated_at: new Date() })
      .where("name", "=", key)
      .execute();
}

function foreignIn(seen: unknown, { slug }: Tenant): string | undefined {
  const maps = [seen].flat().filter((one) => one instanceof Map);
  const keys = maps.flatMap((map) => [...map.keys()]).filter((key) => !String(key).startsWith(`${slug}-`));
  return keys.length > 0 ? `${slug} saw ${keys.join(", ")}` : undefined;
}

async function hangUp(scene: Scene): Promise<Report> {
  const caller = new AbortController();
  const after = scene.random.below(25);
  const hang = () => caller.abort(new Error("gone"));
  if (after === 0) hang();
  const timer = setTimeout(hang, after);
  const slowly = async (tx: TenantTransaction) => {
    const sleep = sql`select pg_sleep(${scene.random.next() / 50})`.execute(tx);
    await Promise.all([store(tx, scene.write), sleep, look(tx)]);
  };
  const report = await visit(scene, slowly, { signal: caller.signal });
  clearTimeout(timer);
  return report;
}

/** For the rest of the session. Sometimes including the tenant's own context, which its SQL can read. */
async function leaveSettings(tx: TenantTransaction, { tenant, random }: Scene): Promise<void> {
  const chosen = settings.filter(() => random.isLucky(0.3));
  if (random.isLucky(0.3)) {
    chosen.push(["app.tenant_id", tenant.id], ["search_path", tenant.schema]);
    await sql`select set_config('app.pass', current_setting('app.pass'), false)`.execute(tx);
  }
  for (const [name, value] of chosen) await sql`select set_config(${name}, ${value}, false)`.execute(tx);
}

async function leaveLocks(tx: TenantTransaction, { random }: Scene): Promise<void> {
  for (let number = 0; number < 3; number++) {
    await sql`select pg_try_advisory_lock(${random.below(5)}), pg_try_advisory_lock_shared(7)`.execute(tx);
  }
}

/** The write may stay although the caller gets an error: it is the tenant's own row. Everything after it is refused. */
async function commitByHand(scene: Scene): Promise<Report> {
  const report = await visit(scene, async (tx) => {
    await store(tx, scene.write);
    await sql
      .raw("commit")
      .execute(tx)
      .catch(() => {});
    return await look(tx);
  });
  return { ...report, fate: "either" };
}

async function reachOut(tx: TenantTransaction, { neighbour, write }: Scene): Promise<unknown> {
  await store(tx, write);
  await sql`select set_config('app.tenant_id', ${neighbour.id}, true)`.execute(tx);
  const { rows } = await sql
    .raw<{ key: string }>(`select name as key from ${neighbour.schema}.projects`)
    .execute(tx);
  return new Map(rows.map(({ key }) => [key, key]));
}

async function comeBackLate(scene: Scene): Promise<Report> {
  const stale: TenantTransaction[] = [];
  const report = await visit(scene, async (tx) => {
    stale.push(tx);
    await store(tx, scene.write);
  });
  for (const tx of stale) {
    const late = await look(tx).then(() => "rows", nameOf);
    if (late !== "transaction-over") return { ...report, violation: `a late query gave ${late}` };
  }
  return report;
}
