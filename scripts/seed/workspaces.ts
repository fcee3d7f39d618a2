import { type ClerkClient, createClerkClient } from "@clerk/remix/api.server";
import type { WorkerEnv } from "#app/env.server.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { addLabels } from "#db/queries/labelling.ts";
import { listMembers } from "#db/queries/members.ts";
import { countProjects, createProject, updateProject } from "#db/queries/projects.ts";
import { inTenantAsOwner, type OwnerAccess } from "#db/tenant/owner-transaction.ts";
import { createPool, type Pool } from "#db/tenant/pool.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createLabels, seedTasks, toIds } from "./workspace-tasks.ts";
import { type SeedPerson, type SeedTenant, seedPassword, seedTenants } from "./workspaces-data.ts";

/**
 * Fills a running development setup: people and organizations through Clerk's Backend API, so that webhook and worker
 * provision the tenants as usual, then projects. Existing ones are left unchanged.
 * @returns one line about each workspace.
 */
export async function seedWorkspaces(owner: OwnerAccess, env: WorkerEnv): Promise<string[]> {
  const clerk = createClerkClient({ secretKey: env.CLERK_SECRET_KEY, apiUrl: env.CLERK_API_URL });
  const pool = createPool({ url: env.DATABASE_OWNER_URL, size: 2, applicationName: "tenantry seed" });
  try {
    const organizations = await Promise.all(
      seedTenants.map((tenant) => seedOrganization(owner, clerk, tenant)),
    );
    const lines: string[] = [];
    for (const [index, seed] of seedTenants.entries()) {
      const tenant = await waitForTenant(owner, organizations[index] ?? "", seed);
      await seedProjects(owner, pool, tenant, seed);
      lines.push(`${seed.slug}: ${seed.people.length} people, ${seed.projects.length} projects`);
    }
    return lines;
  } finally {
    await pool.close();
  }
}

/** @returns the organization's id. */
async function seedOrganization(
  { sql }: OwnerAccess,
  api: ClerkClient,
  { slug, name, people }: SeedTenant,
): Promise<string> {
  const userIds = await Promise.all(people.map((person) => seedPerson(api, person)));
  const existing = await api.organizations.getOrganizationList({ query: slug });
  const known = existing.data.find((organization) => organization.slug === slug);
  if (known) {
    // Clerk already sent its event. After a reset an update sends another one.
    if (!(await findByOrganization(sql, known.id)))
      await api.organizations.updateOrganization(known.id, { name });
    return known.id;
  }
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

/** Webhook and worker create the tenant. Its projects need owners, so all its people have to be there first. */
async function waitForTenant(
  owner: OwnerAccess,
  organizationId: string,
  { slug, people }: SeedTenant,
): Promise<Tenant> {
  for (let waited = 0; waited < 30_000; waited += 50) {
    const tenant = await findByOrganization(owner.sql, organizationId);
    if (tenant?.status === "active" && (await countPeople(owner, tenant)) >= people.length) return tenant;
    await Bun.sleep(50);
  }
  throw new Error(
    `${slug} was not provisioned within 30 s. Check that webhooks reach the app and that the worker runs.`,
  );
}

async function countPeople(owner: OwnerAccess, tenant: Tenant): Promise<number> {
  return await inTenantAsOwner(owner, tenant, "seed", async (tx) => {
    const [found] = await tx<{ count: number }[]>`select count(*)::int as count from users where is_active`;
    return found?.count ?? 0;
  });
}

async function seedProjects(
  { sealSecret }: OwnerAccess,
  pool: Pool,
  tenant: Tenant,
  seed: SeedTenant,
): Promise<void> {
  await inTenant(tenant, { pool, sealSecret, readOnly: false, label: "seed" }, async (tx) => {
    if ((await countProjects(tx, "")).total > 0) return;
    const members = await listMembers(tx);
    // Viewers get no tasks.
    const assignees = members.filter(({ role }) => role !== "viewer").map(({ id }) => id);
    const labelIds = await createLabels(tx, assignees[0] ?? "");
    for (const [number, { owner, status, labels, ...project }] of seed.projects.entries()) {
      const ownerId = members.find(({ email }) => email === seed.people[owner]?.email)?.id ?? "";
      const id = await createProject(tx, { ...project, ownerId });
      const editor = { id: ownerId, mayArchiveOthers: false };
      await updateProject(tx, id, { ...project, status, ownerId, version: 1 }, editor);
      await addLabels(tx, "project", id, toIds(labels, labelIds));
      await seedTasks(tx, { id, number, isDone: status === "done" }, assignees, labelIds);
    }
  });
}
