import { expect, setSystemTime, test } from "bun:test";
import { Mirror } from "#app/testing/mirror.ts";
import { deleteTenant } from "#db/directory/lifecycle.ts";
import { DomainError } from "#db/errors.ts";
import {
  askForChange,
  askForChanges,
  type ChangeKind,
  findChange,
  listOwnChanges,
} from "#db/jobs/change-requests.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { applyChangeRequest } from "./apply-change.ts";

const mirror = await Mirror.open();
const { db, stage, context } = mirror;

test("an owner deletes a workspace, whose organization stays in Clerk, and restores it", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  expect(await ask(tenant, owner, "delete")).toEqual({ status: "done", error: null });
  expect((await current(tenant)).status).toBe("deleting");
  expect(await stage.truth.findOrganization(tenant.clerkOrgId)).toBeDefined();
  expect(await ask(tenant, owner, "restore")).toEqual({ status: "done", error: null });
  expect((await current(tenant)).status).toBe("active");
  expect(await auditOf(tenant)).toEqual([`workspace.deleted ${owner}`, `workspace.restored ${owner}`]);
});

test("an owner moves a workspace, Clerk follows, and no event reverts it", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  expect(await ask(tenant, owner, "slug", "moved-here")).toEqual({ status: "done", error: null });
  await mirror.apply((await stage.take()).toReversed());
  expect(await current(tenant)).toMatchObject({ slug: "moved-here" });
  expect(await stage.truth.findOrganization(tenant.clerkOrgId)).toMatchObject({ slug: "moved-here" });
});

test("a slug that Clerk refuses stays the tenant's, whatever else changes at Clerk", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  // Another organization has that slug at Clerk, though its tenant has a different one.
  const other = await mirror.makeWorkspace();
  await ask(other.tenant, other.owner, "slug", "elsewhere");
  await stage.api.organizations.updateOrganization(other.tenant.clerkOrgId, { slug: "coveted" });
  expect(await ask(tenant, owner, "slug", "coveted")).toEqual({ status: "done", error: null });
  await stage.api.organizations.updateOrganization(tenant.clerkOrgId, { name: "Other" });
  await mirror.applyNews();
  expect(await current(tenant)).toMatchObject({ name: "Other", slug: "coveted" });
});

test("an impossible change is refused with a code and changes nothing", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  for (const [kind, value, error] of [
    ["slug", "acme", "slug-taken"],
    ["slug", "admin", "slug-reserved"],
    ["slug", "No", "slug-illegal"],
    ["slug", tenant.slug, "slug-taken"],
    ["restore", undefined, "wrong-status"],
  ] as const) {
    const outcome = await ask(tenant, owner, kind, value);
    expect([kind, value, outcome]).toEqual([kind, value, { status: "refused", error }]);
  }
  expect(await current(tenant)).toEqual(tenant);
  expect(await auditOf(tenant)).toEqual([]);
});

test("an owner cannot restore a workspace that an operator closed", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  await deleteTenant(db.owner, tenant.slug);
  expect(await ask(tenant, owner, "restore")).toEqual({ status: "refused", error: "wrong-status" });
});

test("a requester who is no longer an owner at Clerk is refused, whatever the mirror says", async () => {
  const { tenant, owner, admin } = await mirror.makeWorkspace();
  const stranger = await stage.newPerson();
  for (const person of [admin, stranger, "user_nobody", db.acme.id])
    expect(await ask(tenant, person, "delete")).toEqual({ status: "refused", error: "not-an-owner" });
  const { organizations } = stage.api;
  const key = { organizationId: tenant.clerkOrgId };
  await organizations.updateOrganizationMembership({ ...key, userId: admin, role: "org:owner" });
  await organizations.updateOrganizationMembership({ ...key, userId: owner, role: "org:member" });
  expect(await ask(tenant, owner, "delete")).toEqual({ status: "refused", error: "not-an-owner" });
  expect((await current(tenant)).status).toBe("active");
});

test("SQL in the web process's role cannot forge, change or replay an owner's request", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const forged = Bun.randomUUIDv7();
  const insert = (values: { id: string; kind: string; at: Date; signature: string; tenantId?: string }) =>
    db.webPool.use(
      (client) => client`
      select app.ask_for_change(${values.id}, ${values.tenantId ?? tenant.id}, ${owner}, ${values.kind}, null,
        ${values.at}, ${values.signature})`,
    );
  await insert({ id: forged, kind: "delete", at: new Date(), signature: "0".repeat(64) });
  expect(await outcomeOf(forged)).toEqual({ status: "refused", error: "forged" });

  // A signature for another id, kind, time or tenant is not valid for this request.
  const genuine = await askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "restore"));
  const [row] = await db.owner`select at, signature from public.change_requests where id = ${genuine}`;
  for (const change of [
    { kind: "restore" },
    { kind: "delete" },
    { kind: "restore", tenantId: db.acme.id },
    { kind: "restore", at: new Date() },
  ]) {
    const id = Bun.randomUUIDv7();
    await insert({ id, at: row?.at, signature: row?.signature, ...change });
    expect(await outcomeOf(id)).toEqual({ status: "refused", error: "forged" });
  }
  for (const text of [
    "select 1 from public.change_requests",
    "update public.change_requests set status = 'done'",
    "delete from public.change_requests",
    "insert into public.change_requests (id) values (gen_random_uuid())",
  ])
    expect(db.webPool.use((client) => client.unsafe(text))).rejects.toThrow("permission denied");
  expect((await current(tenant)).status).toBe("active");
});

test("SQL in the web process's role cannot flood the disk or the queue with requests", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const neighbour = await mirror.makeWorkspace();
  const flood = (rows: number) =>
    db.webPool.use(
      (client) => client`
        select app.ask_for_change(gen_random_uuid(), ${tenant.id}, ${owner}, 'delete', null, now(), repeat('0', 64))
        from generate_series(1, ${rows}::int)`,
    );
  await refuseAll();
  await flood(30);
  await expect(flood(1)).rejects.toMatchObject({ code: "TN004" });
  await expect(
    askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete")),
  ).rejects.toMatchObject({
    code: "overloaded",
  });
  // Another tenant can still store requests.
  expect(await ask(neighbour.tenant, neighbour.owner, "slug", "admin")).toMatchObject({ status: "refused" });
  for (let round = 0; round < 4; round += 1) {
    await refuseAll();
    await flood(30);
  }
  await refuseAll();
  const [left] =
    await db.owner`select count(*)::int as forged from public.change_requests where error = 'forged'`;
  expect(left).toEqual({ forged: 100 });
  // Signed requests are kept, whatever their outcome, and new ones are accepted again.
  expect(await ask(tenant, owner, "slug", "admin")).toMatchObject({ status: "refused" });
  const signed = await db.owner`
    select from public.change_requests where tenant_id = ${tenant.id} and error <> 'forged'`;
  expect(signed).toHaveLength(1);
  expect((await current(tenant)).status).toBe("active");

  async function refuseAll() {
    const waiting = await db.owner<
      { id: string }[]
    >`select id from public.change_requests where status = 'waiting'`;
    for (const { id } of waiting) expect(await applyChangeRequest(context, id)).toBe("refused");
  }
});

test("several requests are stored together or not at all", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const several = Array.from({ length: 20 }, (_, index) => wanted(tenant, owner, "slug", `slug-${index}`));
  const ids = await askForChanges(db.webPool, testSealSecret, several);
  await expect(askForChanges(db.webPool, testSealSecret, several)).rejects.toMatchObject({
    code: "overloaded",
  });
  const rows = await db.owner<{ id: string; value: string }[]>`
    select id, value from public.change_requests where tenant_id = ${tenant.id} order by id`;
  expect(rows.map(({ id, value }) => ({ id, value }))).toEqual(
    several.map(({ value = "" }, index) => ({ id: ids[index] ?? "", value })),
  );
  await db.owner`delete from public.change_requests where tenant_id = ${tenant.id}`;
});

test("at most a thousand requests wait, across all workspaces", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  await db.owner`
    insert into public.change_requests (id, tenant_id, requested_by, kind, at, signature)
    select gen_random_uuid(), ${db.acme.id}, 'ann', 'delete', now(), repeat('0', 64) from generate_series(1, 1000)`;
  const asked = askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete"));
  await expect(asked).rejects.toMatchObject({ code: "overloaded" });
  await db.owner`delete from public.change_requests where tenant_id = ${db.acme.id}`;
});

test("the tenants' role cannot make requests", async () => {
  for (const text of [
    "select app.ask_for_change(gen_random_uuid(), gen_random_uuid(), 'x', 'delete', null, now(), repeat('0', 64))",
    "select * from app.find_change(gen_random_uuid())",
    "select 1 from public.change_requests",
  ])
    expect(db.appPool.use((client) => client.unsafe(text))).rejects.toThrow("permission denied");
});

test("a request is applied once, and not while Clerk is down", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const id = await askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete"));
  stage.isUp = false;
  await expect(applyChangeRequest(context, id)).rejects.toThrow("ClerkIsDown");
  stage.isUp = true;
  expect(await findChange(db.webPool, id)).toEqual({ status: "waiting", error: null });
  await Promise.all([1, 2, 3].map(() => applyChangeRequest(context, id)));
  expect(await findChange(db.webPool, id)).toEqual({ status: "done", error: null });
  expect(await ask(tenant, owner, "restore")).toMatchObject({ status: "done" });
  await applyChangeRequest(context, id);
  expect((await current(tenant)).status).toBe("active");
  expect(await auditOf(tenant)).toHaveLength(2);
});

test("what could not be done in a quarter of an hour has expired: its author is told, and can ask again", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const asked = await askForChanges(
    db.webPool,
    testSealSecret,
    Array.from({ length: 30 }, () => wanted(tenant, owner, "delete")),
  );
  const [first = "", last = ""] = [asked[0], asked.at(-1)];
  await expect(
    askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete")),
  ).rejects.toMatchObject({
    code: "overloaded",
  });
  await age(tenant, 16);
  // No worker has touched it.
  const own = await listOwnChanges(db.webPool, [last], { tenantId: tenant.id, requestedBy: owner });
  expect(own).toMatchObject([{ status: "refused", error: "too-old" }]);
  expect(await findChange(db.webPool, first)).toEqual({ status: "refused", error: "too-old" });
  expect(await applyChangeRequest(context, first)).toBe("refused");
  expect((await current(tenant)).status).toBe("active");
  expect(await ask(tenant, owner, "delete")).toEqual({ status: "done", error: null });
});

test("expired requests of others count against nobody, and are ended when anybody asks", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  await db.owner`
    insert into public.change_requests (id, tenant_id, requested_by, kind, at, signature, stored_at)
    select gen_random_uuid(), ${db.acme.id}, 'ann', 'delete', now(), repeat('0', 64), now() - interval '16 minutes'
    from generate_series(1, 1000)`;
  expect(await ask(tenant, owner, "slug", "admin")).toMatchObject({ error: "slug-reserved" });
  expect(await db.owner`select from public.change_requests where status = 'waiting'`).toHaveLength(0);
  await db.owner`delete from public.change_requests where tenant_id = ${db.acme.id}`;
});

test("the worker begins nothing that its author is about to be told has expired", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const id = await askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete"));
  await age(tenant, 14.5);
  expect(await findChange(db.webPool, id)).toEqual({ status: "waiting", error: null });
  expect(await outcomeOf(id)).toEqual({ status: "refused", error: "too-old" });
});

for (const hours of [-1, 1]) {
  test(`a request is applied although the clock of web or worker is ${hours} h off`, async () => {
    for (const isWebOff of [true, false]) {
      const { tenant, owner } = await mirror.makeWorkspace();
      if (isWebOff) setSystemTime(Date.now() + hours * 3600_000);
      const id = await askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete"));
      setSystemTime();
      if (!isWebOff) setSystemTime(Date.now() + hours * 3600_000);
      expect(await outcomeOf(id).finally(() => setSystemTime())).toEqual({ status: "done", error: null });
    }
  });
}

test("an error that may pass leaves the request waiting, and the next attempt does it", async () => {
  const { tenant, owner } = await mirror.makeWorkspace();
  const id = await askForChange(db.webPool, testSealSecret, wanted(tenant, owner, "delete"));
  for (const code of ["overloaded", "tenant-changed", "transaction-rolled-back", "fleet-busy"] as const) {
    const error = new DomainError(code, "It passes.");
    const findMember = () => Promise.reject(error);
    const clerk = new Proxy(context.clerk, {
      get: (target, name) => (name === "findMember" ? findMember : Reflect.get(target, name)),
    });
    await expect(applyChangeRequest({ ...context, clerk }, id)).rejects.toBe(error);
    expect(await findChange(db.webPool, id)).toEqual({ status: "waiting", error: null });
  }
  expect(await outcomeOf(id)).toEqual({ status: "done", error: null });
});

async function age({ id }: Tenant, minutes: number): Promise<void> {
  await db.owner`
    update public.change_requests set stored_at = now() - make_interval(secs => ${minutes * 60}) where tenant_id = ${id}`;
}

function wanted({ id }: Tenant, requestedBy: string, kind: ChangeKind, value?: string) {
  return { tenantId: id, requestedBy, kind, value };
}

async function ask(tenant: Tenant, requestedBy: string, kind: ChangeKind, value?: string) {
  return await outcomeOf(
    await askForChange(db.webPool, testSealSecret, wanted(tenant, requestedBy, kind, value)),
  );
}

async function outcomeOf(id: string) {
  await applyChangeRequest(context, id);
  return await findChange(db.webPool, id);
}

async function current({ clerkOrgId }: Tenant): Promise<Tenant> {
  return await mirror.getTenant(clerkOrgId);
}

async function auditOf(tenant: Tenant): Promise<string[]> {
  const rows = await inTenantAsOwner(
    context,
    tenant,
    "test",
    (tx) => tx`select action, actor_id from audit_log where target_type = 'workspace' order by id`,
  );
  return rows.map(({ action, actor_id }) => `${action} ${actor_id}`);
}
