import postgres from "postgres";
import { provisionTenant } from "#db/directory/provision.ts";
import { sealTenantKey } from "#db/tenant/guard.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { concurrently } from "./measure.ts";

/** A tenant, its key, and the name of a schema with the same table but no guard. */
export type BenchTenant = { id: string; schema: string; key: string; plainSchema: string };

export const projectId = "01985cf2-0000-7000-8000-000000000001";
export const projectColumns = [
  ...(["id", "name", "description", "color", "status", "owner_id"] as const),
  ...(["archived_at", "created_at", "updated_at"] as const),
];

/** Provisions empty tenants over two connections, with its progress on stderr. */
export async function provisionMany(database: TestDatabase, count: number, from = 0): Promise<BenchTenant[]> {
  const tenants: BenchTenant[] = [];
  let next = 0;
  await concurrently(2, async () => {
    while (next < count) {
      const number = next++;
      tenants[number] = await provisionOne(database.owner, from + number);
      if (number > 0 && number % 1000 === 0) console.error(`  ${number} of ${count} tenants`);
    }
  });
  return tenants;
}

async function provisionOne(owner: postgres.Sql, number: number): Promise<BenchTenant> {
  const slug = `bench-${number}`;
  const { id, schema } = await provisionTenant(owner, testSealSecret, {
    clerkOrgId: `org_${slug}`,
    name: slug,
    slug,
  });
  return { id, schema, key: sealTenantKey(testSealSecret, id), plainSchema: `plain_${number}` };
}

/** Inserts the project that requests read into each tenant. */
export async function seedProjects(owner: postgres.Sql, tenants: readonly BenchTenant[]): Promise<void> {
  for (const { schema, id, key } of tenants) {
    await owner.begin(async (tx) => {
      await tx`select app.enter_tenant(${schema}, ${id}, null, ${key}, 'bench seed')`;
      await tx`insert into users (id, email, role, confirmed_at, joined_at, created_at, updated_at)
        values ('ann', 'ann@example.com', 'owner', now(), now(), now(), now())`;
      await tx`insert into projects (id, name, description, color, status, owner_id, created_at, updated_at)
        values (${projectId}, 'Website', 'What visitors see first', 'blue', 'active', 'ann', now(), now())`;
    });
  }
}

/** Copies each tenant's projects, with their indexes, into an unguarded schema that tenantry_app may read. */
export async function copyWithoutGuard(
  database: TestDatabase,
  tenants: readonly BenchTenant[],
): Promise<void> {
  await asAdmin(database, async (admin) => {
    for (const { schema, plainSchema } of tenants) {
      await admin.unsafe(`
        create schema ${plainSchema};
        create table ${plainSchema}.projects (like ${schema}.projects including all);
        insert into ${plainSchema}.projects select * from ${schema}.projects;
        grant usage on schema ${plainSchema} to tenantry_app;
        grant select on ${plainSchema}.projects to tenantry_app;`);
    }
  });
}

/** Runs `fn` as the superuser, who bypasses the guard. */
export async function asAdmin<T>(
  database: TestDatabase,
  fn: (admin: postgres.Sql) => Promise<T>,
): Promise<T> {
  const admin = postgres(database.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
  try {
    return await fn(admin);
  } finally {
    await admin.end();
  }
}
