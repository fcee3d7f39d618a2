import type postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { inTenantAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { type FleetSize, makeRows, makeTenant } from "./fleet-data.ts";

export type SeedResult = { tenants: number; users: number; projects: number; tasks: number };

/**
 * Fills the database with tenants that no one can sign in to, because Clerk does not know them. May be repeated, also with a
 * bigger size: it adds what is missing. Closed tenants are skipped. One transaction per tenant.
 * @returns how many rows were added.
 */
export async function seedFleet(
  owner: OwnerAccess,
  seed: string,
  size: FleetSize,
  { concurrency, onTenant }: { concurrency: number; onTenant?: (done: number) => void },
): Promise<SeedResult> {
  const added: SeedResult = { tenants: 0, users: 0, projects: 0, tasks: 0 };
  let next = 0;
  let done = 0;
  const work = async () => {
    while (next < size.tenants) {
      add(added, await seedTenant(owner, seed, next++, size));
      onTenant?.(++done);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
  return added;
}

async function seedTenant(
  owner: OwnerAccess,
  seed: string,
  number: number,
  size: FleetSize,
): Promise<SeedResult> {
  const wanted = makeTenant(seed, number);
  const tenant = await provisionTenant(owner.sql, owner.sealSecret, wanted);
  if (tenant.status !== "active") return { tenants: 0, users: 0, projects: 0, tasks: 0 };
  return await inTenantAsOwner(owner, tenant, "seed", (tx) => fill(tx, tenant, makeRows(seed, wanted, size)));
}

async function fill(
  tx: postgres.TransactionSql,
  tenant: Tenant,
  rows: ReturnType<typeof makeRows>,
): Promise<SeedResult> {
  const users = await insert(tx, "users", userColumns, rows.users);
  const projects = await insert(tx, "projects", projectColumns, rows.projects);
  const tasks = await insert(tx, "tasks", taskColumns, rows.tasks);
  await tx`
    insert into public.memberships (tenant_id, user_id)
    select ${tenant.id}, value from jsonb_array_elements_text(${tx.json(rows.users.map(({ id }) => id))})
    on conflict do nothing`;
  return { tenants: users > 0 ? 1 : 0, users, projects, tasks };
}

const times = "created_at timestamptz, updated_at timestamptz";
const userColumns = `id text, email text, first_name text, last_name text, role text, onboarded_at timestamptz,
  confirmed_at timestamptz, joined_at timestamptz, ${times}`;
const projectColumns = `id uuid, name text, description text, color text, status text, owner_id text,
  archived_at timestamptz, ${times}`;
const taskColumns = `id uuid, project_id uuid, title text, status text, assignee_id text, due_on date,
  position double precision, created_by text, completed_at timestamptz, ${times}`;

/** A thousand rows per statement, in one parameter. COPY FROM is refused under row-level security. */
async function insert(
  tx: postgres.TransactionSql,
  table: string,
  columns: string,
  rows: Record<string, string | number | null>[],
): Promise<number> {
  const names = columns.split(",").map((column) => column.trim().split(" ")[0]);
  let count = 0;
  for (let start = 0; start < rows.length; start += 1000) {
    const part = tx.json(rows.slice(start, start + 1000));
    const added = await tx`
      insert into ${tx(table)} ${tx.unsafe(`(${names})
      select ${names} from jsonb_to_recordset(`)}${part}${tx.unsafe(`) as row (${columns})`)}
      on conflict (id) do nothing`;
    count += added.count;
  }
  return count;
}

function add(sum: SeedResult, more: SeedResult): void {
  for (const key of Object.keys(sum) as (keyof SeedResult)[]) sum[key] += more[key];
}
