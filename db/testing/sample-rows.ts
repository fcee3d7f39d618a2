import type postgres from "postgres";
import type { TenantTable } from "#db/tables.ts";

const [project, task, label] = [1, 2, 3].map((number) => `0198c9a0-0000-7000-8000-00000000000${number}`);

/** One row of each table of a tenant: a new table needs one here before it compiles. */
const samples: Record<TenantTable, string> = {
  users: `insert into users (id, email, role, confirmed_at, joined_at, created_at, updated_at)
    values ('sam', 'sam@acme.test', 'member', now(), now(), now(), now()) on conflict do nothing`,
  projects: `insert into projects (id, name, color, status, owner_id, created_at, updated_at)
    values ('${project}', 'x', 'blue', 'active', 'sam', now(), now())`,
  tasks: `insert into tasks (id, project_id, title, status, position, created_at, updated_at)
    values ('${task}', '${project}', 'x', 'todo', 1, now(), now())`,
  labels: `insert into labels (id, name, name_key, color, created_at, updated_at)
    values ('${label}', 'x', 'x', 'blue', now(), now())`,
  task_labels: `insert into task_labels (task_id, label_id) values ('${task}', '${label}')`,
  project_labels: `insert into project_labels (project_id, label_id) values ('${project}', '${label}')`,
  audit_log: `insert into audit_log (id, action, target_type, target_id, at) values ('${task}', 'x', 'x', 'x', now())`,
  settings: `insert into settings (key, value, updated_at) values ('x', '1', now())`,
  logos: `insert into logos (content_type, bytes, updated_at) values ('image/webp', 'x', now())`,
};

/** Fills every table of the tenant that `tx` has entered, in the order of the list of tables. */
export async function insertSamples(
  tx: postgres.TransactionSql,
  tables = Object.keys(samples) as TenantTable[],
): Promise<void> {
  for (const table of tables) await tx.unsafe(samples[table]);
}
