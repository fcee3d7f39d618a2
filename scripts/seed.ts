import { type ClerkClient, createClerkClient } from "@clerk/remix/api.server";
import { exitOnInvalidEnv, readWorkerEnv } from "#app/env.server.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";
import { createPool, type Pool } from "#db/pool.ts";
import { findByOrganization } from "#db/provision.ts";
import { listMembers } from "#db/queries/members.ts";
import { countProjects, createProject, updateProject } from "#db/queries/projects.ts";
import type { Tenant } from "#db/tenant.ts";
import { inTenant } from "#db/tenant-transaction.ts";
import { type SeedPerson, type SeedTenant, seedPassword, seedTenants } from "./seed-data.ts";

// `bun scripts/seed.ts` fills a development setup: people and organizations through Clerk's Backend API, so that schemas
// come about as for everybody else, by webhook and worker; then projects. What is there already stays as it is.

const env = exitOnInvalidEnv(() => readWorkerEnv());
refuseProduction(env.CLERK_API_URL, env.DATABASE_OWNER_URL);
const clerk = createClerkClient({ secretKey: env.CLERK_SECRET_KEY, apiUrl: env.CLERK_API_URL });
const sql = connectAsOperator(env.DATABASE_OWNER_URL, "tenantry seed");
const pool = createPool({ url: env.DATABASE_OWNER_URL, size: 2, applicationName: "tenantry seed" });

const organizations = await Promise.all(seedTenants.map((tenant) => seedOrganization(clerk, tenant)));
for (const [index, seed] of seedTenants.entries()) {
  const tenant = await waitForTenant(organizations[index] ?? "", seed);
  await seedProjects(pool, tenant, seed);
  console.log(`${seed.slug}: ${seed.people.length} people, ${seed.projects.length} projects`);
}
await Promise.all([sql.end(), pool.close()]);

function refuseProduction(...urls: (string | undefined)[]): void {
  for (const url of urls) {
    const host = url && new URL(url).hostname;
    if (host && /^(localhost|127\.0\.0\.1|\[::1\]|.*\.localhost)$/.test(host)) continue;
    console.error(
      "seed.ts fills development setups only: CLERK_API_URL and DATABASE_OWNER_URL must be on this machine.",
    );
    process.exit(2);
  }
}

/** @returns the organization's id. */
async function seedOrganization(api: ClerkClient, { slug, name, people }: SeedTenant): Promise<string> {
  const userIds = await Promise.all(people.map((person) => seedPerson(api, person)));
  const existing = await api.organizations.getOrganizationList({ query: slug });
  const known = existing.data.find((organization) => organization.slug === slug);
  if (known) return known.id;
  const { id } = await api.organizations.createOrganization({ name, slug, createdBy: userIds[0] });
  for (const [index, { role }] of people.entries()) {
    const userId = userIds[index];
    if (!userId || role === "owner") continue;
    await api.organizations.createOrganizationMembership({ organizationId: id, userId, role: `org:${role}` });
  }
  return id;
}

async function seedPerson(api: ClerkClient, { email, firstName, lastName }: SeedPerson): Promise<string> {
  const { data } = await api.users.getUserList({ emailAddress: [email] });
  if (data[0]) return data[0].id;
  const person = {
    emailAddress: [email],
    password: seedPassword,
    firstName,
    lastName,
    skipPasswordChecks: true,
  };
  return (await api.users.createUser(person)).id;
}

/** Webhook and worker make the tenant; all its people have to be in it before projects can be theirs. */
async function waitForTenant(organizationId: string, { slug, people }: SeedTenant): Promise<Tenant> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const tenant = await findByOrganization(sql, organizationId);
    if (tenant?.status === "active" && (await membersOf(tenant)).length >= people.length) return tenant;
    await Bun.sleep(50);
  }
  throw new Error(
    `${slug} was not provisioned within 30 s: is the app reachable for webhooks, and the worker running?`,
  );
}

function membersOf(tenant: Tenant) {
  return inTenant(
    tenant,
    { pool, sealSecret: env.TENANT_SEAL_SECRET, readOnly: true, label: "seed" },
    listMembers,
  );
}

async function seedProjects(through: Pool, tenant: Tenant, seed: SeedTenant): Promise<void> {
  const members = await membersOf(tenant);
  const options = {
    pool: through,
    sealSecret: env.TENANT_SEAL_SECRET,
    readOnly: false,
    label: "seed",
  } as const;
  await inTenant(tenant, options, async (tx) => {
    if ((await countProjects(tx, "")).total > 0) return;
    for (const { owner, status, ...project } of seed.projects) {
      const ownerId = members.find(({ email }) => email === seed.people[owner]?.email)?.id ?? "";
      const id = await createProject(tx, { ...project, ownerId });
      await updateProject(tx, id, { ...project, status });
    }
  });
}
