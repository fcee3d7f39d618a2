import { afterAll, beforeAll, expect, test } from "bun:test";
import { isDomainError } from "#db/errors.ts";
import { mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { person } from "#db/testing/people.ts";
import { untilBlocked } from "#db/testing/until-blocked.ts";
import {
  changeSlug,
  deleteTenant,
  listDue,
  markDeleting,
  purgeTenant,
  restoreTenant,
  resumeTenant,
  suspendTenant,
} from "./lifecycle.ts";
import { findTenant } from "./look-up.ts";
import { createTenant, provisionTenant } from "./provision.ts";
import { findByOrganization } from "./tenant-rows.ts";

let db: TestDatabase;
let count = 0;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("suspending stores the reason, and resuming clears it", async () => {
  const { slug } = await make();
  expect(await suspendTenant(db.owner, slug, "unpaid")).toMatchObject({ status: "suspended", slug });
  expect((await findTenant(db.webPool, slug))?.status).toBe("suspended");
  expect(await columnsOf(slug)).toMatchObject({ suspended_reason: "unpaid", suspended_at: expect.any(Date) });
  expect(await resumeTenant(db.owner, slug)).toMatchObject({ status: "active" });
  expect(await columnsOf(slug)).toMatchObject({ suspended_reason: null, suspended_at: null });
});

test("a deletion closes the tenant, keeps its rows, and can be undone within the grace period", async () => {
  const { slug, schema } = await make();
  expect(await deleteTenant(db.owner, slug)).toMatchObject({ status: "deleting" });
  expect((await findTenant(db.webPool, slug))?.status).toBe("deleting");
  expect(await restoreTenant(db.owner, slug)).toMatchObject({ status: "active" });
  expect(await columnsOf(slug)).toMatchObject({ deleting_since: null });
  expect(await hasSchema(schema)).toBe(true);
});

test("a suspended tenant that is deleted and restored is still suspended", async () => {
  const { slug } = await make();
  await suspendTenant(db.owner, slug, "unpaid");
  await deleteTenant(db.owner, slug);
  expect(await restoreTenant(db.owner, slug)).toMatchObject({ status: "suspended" });
  expect(await columnsOf(slug)).toMatchObject({ suspended_reason: "unpaid" });
});

test("each step is refused from every other state, and the error names the state", async () => {
  const steps = {
    suspend: { run: suspendTenant, from: ["active"] },
    resume: { run: resumeTenant, from: ["suspended"] },
    delete: { run: deleteTenant, from: ["active", "suspended"] },
    restore: { run: restoreTenant, from: ["deleting"] },
    rename: {
      run: (sql: typeof db.owner, slug: string) => changeSlug(sql, slug, "elsewhere"),
      from: ["active", "suspended"],
    },
    purge: { run: purgeTenant, from: [] as string[] },
  };
  for (const status of ["provisioning", "active", "suspended", "deleting"]) {
    for (const [name, { run, from }] of Object.entries(steps)) {
      if (from.includes(status)) continue;
      const { slug } = await make(status);
      const error = await run(db.owner, slug).catch((reason: unknown) => reason);
      expect([name, status, isDomainError(error) && error.code]).toEqual([name, status, "wrong-status"]);
      expect(String(error)).toContain(`"${slug}" is ${status}`);
      expect((await columnsOf(slug))?.status).toBe(status);
    }
  }
  for (const { run } of Object.values(steps)) {
    await expect(run(db.owner, "nobody")).rejects.toMatchObject({ code: "not-found" });
  }
});

test("of two concurrent operators taking the same step, one gets an error", async () => {
  const { slug } = await make();
  for (const step of [suspendTenant, resumeTenant, deleteTenant, restoreTenant]) {
    const both = await Promise.allSettled([step(db.owner, slug), step(db.owner, slug)]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  }
});

test("a minute before the grace period ends, a tenant can be restored but not purged; after it, the reverse", async () => {
  const [early, late] = [await make("deleting"), await make("deleting")];
  await backdate(early.slug, "29 days 23:59");
  await backdate(late.slug, "30 days");
  expect(await listDue(db.owner)).toEqual([late.slug]);
  await expect(purgeTenant(db.owner, early.slug)).rejects.toThrow("grace period ends");
  await expect(restoreTenant(db.owner, late.slug)).rejects.toThrow("grace period ended");
  expect(await restoreTenant(db.owner, early.slug)).toMatchObject({ status: "active" });
  expect(await purgeTenant(db.owner, late.slug)).toMatchObject({ id: late.id });
});

test("a purge leaves only a tombstone and a reserved slug, and the organization gets no other tenant", async () => {
  const tenant = await make();
  const { slug, schema, clerkOrgId } = tenant;
  await mirrorMembers(operator(), tenant, [person("pat")]);
  await keepEvent("msg_done", clerkOrgId, "done");
  await keepEvent("msg_other", "org_acme", "done");
  await deleteTenant(db.owner, slug);
  await backdate(slug, "31 days");
  await purgeTenant(db.owner, slug);
  expect(await hasSchema(schema)).toBe(false);
  expect(await findByOrganization(db.owner, clerkOrgId)).toBeUndefined();
  const left = await db.owner`select from public.memberships where tenant_id = ${tenant.id}`;
  expect(left).toHaveLength(0);
  expect((await db.owner`select svix_id from public.inbox`).map(({ svix_id }) => svix_id)).toEqual([
    "msg_other",
  ]);
  await expect(
    provisionTenant(db.owner, testSealSecret, { clerkOrgId, name: "x", slug }),
  ).rejects.toMatchObject({
    code: "organization-gone",
  });
  await expect(createTenant(db.owner, testSealSecret, { slug, name: "x" })).rejects.toMatchObject({
    code: "slug-released",
  });
});

test("a purge waits for a running request, which sees all its rows until it ends", async () => {
  const tenant = await make();
  await mirrorMembers(operator(), tenant, [person("rae")]);
  const project = { name: "kept", description: "", color: "blue", ownerId: "rae" };
  await inTenant(tenant, { ...reading(), readOnly: false }, (tx) => createProject(tx, project));
  await deleteTenant(db.owner, tenant.slug);
  await backdate(tenant.slug, "31 days");
  let purging: Promise<unknown> | undefined;
  const names = await inTenant(tenant, reading(), async (tx) => {
    const before = await listProjects(tx);
    purging = purgeTenant(db.owner, tenant.slug);
    await untilBlocked(db.owner, 1);
    return [...before, ...(await listProjects(tx))].map(({ name }) => name);
  });
  expect(names).toEqual(["kept", "kept"]);
  await purging;
  expect(await findTenant(db.webPool, tenant.slug)).toBeUndefined();
});

test("a tenant whose organization was deleted in Clerk is restored only once it has another", async () => {
  const { slug, clerkOrgId } = await make();
  await markDeleting(db.owner, clerkOrgId);
  await expect(restoreTenant(db.owner, slug)).rejects.toMatchObject({ code: "organization-gone" });
});

test("a repeated report that an organization is gone does not extend the grace period", async () => {
  const { slug, clerkOrgId } = await make();
  await markDeleting(db.owner, clerkOrgId);
  await backdate(slug, "31 days");
  await markDeleting(db.owner, clerkOrgId);
  expect(await listDue(db.owner)).toContain(slug);
  await purgeTenant(db.owner, slug);
});

async function make(status = "active") {
  const slug = `made-${++count}`;
  const tenant = await provisionTenant(db.owner, testSealSecret, {
    clerkOrgId: `org_${slug}`,
    name: slug,
    slug,
  });
  if (status === "suspended") await suspendTenant(db.owner, slug);
  if (status === "deleting") await deleteTenant(db.owner, slug);
  if (status === "provisioning")
    await db.owner`update public.tenants set status = 'provisioning' where slug = ${slug}`;
  return tenant;
}

function operator() {
  return { sql: db.owner, sealSecret: testSealSecret };
}

function reading() {
  return { pool: db.appPool, sealSecret: testSealSecret, readOnly: true, label: "test" };
}

async function columnsOf(slug: string) {
  const [row] = await db.owner`
    select id, slug, status, suspended_at, suspended_reason, deleting_since from public.tenants where slug = ${slug}`;
  return row;
}

async function backdate(slug: string, age: string) {
  await db.owner`update public.tenants set deleting_since = now() - ${age}::interval where slug = ${slug}`;
}

async function hasSchema(schema: string): Promise<boolean> {
  return (await db.owner`select from pg_namespace where nspname = ${schema}`).length > 0;
}

async function keepEvent(svixId: string, clerkOrgId: string, status: string) {
  const body = JSON.stringify({ type: "organization.updated", data: { id: clerkOrgId } });
  await db.owner`insert into public.inbox (svix_id, svix_timestamp, svix_signature, body, status)
    values (${svixId}, '1', 'v1,x', ${body}, ${status})`;
}
