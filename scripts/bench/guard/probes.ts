import type postgres from "postgres";
import type { BenchTenant } from "#scripts/bench/tenants.ts";

/** A statement whose cost with and without the guard is compared. */
export type Probe = {
  name: string;
  sql: string;
  /** `execution` never repeats, for values that must be unique. */
  parameters(execution: number): string[];
  /** How many executions are sent before the first answer is awaited. */
  batch: number;
  /** The target, if there is one: the highest multiple of the same statement without the guard. */
  maxRatio?: number;
};

const keyLookup = {
  sql: "select id, title, status from tasks where id = $1",
  parameters: (execution: number) => [
    `00000000-0000-7000-8000-${String(1 + (execution % 20_000)).padStart(12, "0")}`,
  ],
};
const singleInsert = {
  sql: "insert into settings (key, value, updated_at) values ($1, '{}', now())",
  parameters: (execution: number) => [`one-${execution}`],
};
const unparameterized = { parameters: () => [], batch: 1, maxRatio: 1.25 };

/** Rows: 100,000 in audit_log, 20,000 in tasks, 100 in projects. Inserts go into settings and are rolled back. */
export const probes: readonly Probe[] = [
  { name: "key lookup", ...keyLookup, batch: 1, maxRatio: 1.3 },
  // Without the server's cost per message: waking up, reading and answering.
  { name: "key lookup, 50 sent at once", ...keyLookup, batch: 50 },
  { name: "100,000-row count", sql: "select count(*) from audit_log", ...unparameterized },
  { name: "single insert", ...singleInsert, batch: 1, maxRatio: 1.25 },
  { name: "single insert, 50 sent at once", ...singleInsert, batch: 50 },
  {
    name: "20,000-row insert",
    sql: `insert into settings (key, value, updated_at)
      select $1::text || n, '{}', now() from generate_series(1, 20000) as n`,
    parameters: (execution) => [`many-${execution}-`],
    batch: 1,
    maxRatio: 1.25,
  },
  {
    name: "left join 100 × 20,000",
    sql: `select projects.id, count(tasks.id) from projects
      left join tasks on tasks.project_id = projects.id group by projects.id`,
    ...unparameterized,
  },
  {
    name: "exists",
    sql: `select count(*) from projects
      where exists (select from tasks where tasks.project_id = projects.id and tasks.status = 'done')`,
    ...unparameterized,
  },
];

export async function seedForProbes(owner: postgres.Sql, tenant: BenchTenant): Promise<void> {
  await owner.begin(async (tx) => {
    await tx`select app.enter_tenant(${tenant.schema}, ${tenant.id}, null, ${tenant.key}, 'bench seed')`;
    await tx.unsafe(`
      insert into users (id, email, role, confirmed_at, joined_at, created_at, updated_at)
        values ('ann', 'ann@example.com', 'owner', now(), now(), now(), now());
      insert into projects (id, name, color, status, owner_id, created_at, updated_at)
        select ${idOf("n")}, 'Project ' || n, 'blue', 'active', 'ann', now(), now() from generate_series(1, 100) as n;
      insert into tasks (id, project_id, title, status, completed_at, position, created_at, updated_at)
        select ${idOf("n")}, ${idOf("1 + n % 100")}, 'Task ' || n, (array['todo', 'doing', 'done'])[1 + n % 3],
          case n % 3 when 2 then now() end, n, now(), now()
        from generate_series(1, 20000) as n;
      insert into audit_log (id, actor_id, action, target_type, target_id, at)
        select ${idOf("n")}, 'ann', 'task.moved', 'task', n, now() from generate_series(1, 100000) as n;`);
  });
}

function idOf(number: string): string {
  return `('00000000-0000-7000-8000-' || lpad((${number})::text, 12, '0'))::uuid`;
}
