import { expect, test } from "bun:test";
import fc from "fast-check";
import type { Fate, History } from "#app/testing/histories.ts";
import { history } from "#app/testing/histories.ts";
import { Mirror } from "#app/testing/mirror.ts";
import { ClerkIsDown } from "#app/testing/stage.ts";
import { findLinkedTenant } from "#db/directory/linked-tenants.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { listMirrored } from "#db/mirror/mirror.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { applyDelivery } from "./apply-event.ts";
import { reconcile } from "./reconcile.ts";

// Random histories at a real local Clerk. Its events arrive late, twice, out of order, concurrently or never, while its Backend
// API is down or slow; then everything is reconciled once. A failure names its seed: repeat it with SEED=… in the environment.

const seed = Number(process.env.SEED ?? Math.floor(Math.random() * 2 ** 31));
const numRuns = process.env.SOAK ? 10_000 : 150;

/** In milliseconds. A run takes half a second; one that takes a minute hangs. */
const longestRun = 60_000;

const { db, stage, context } = await Mirror.open();
stage.slowness = 0.3;

test(
  "whatever happens to Clerk's events, removals apply at once, and in the end the mirror equals Clerk",
  async () => {
    const started = performance.now();
    const property = fc.asyncProperty(history, async (plan) => {
      await stage.begin();
      try {
        await live(plan);
        await settle(plan);
      } finally {
        await clear();
      }
    });
    // Reports the history that failed as it is: shrinking it would take longer than reading it.
    await fc.assert(property, { numRuns, seed, timeout: longestRun, endOnFailure: true });
    console.log(`convergence: SEED=${seed}, ${numRuns} runs, ${Math.round(performance.now() - started)} ms`);
  },
  6 * 3600_000,
);

type Due = { delivery: Delivery; at: number };

/** Events are applied while people continue to change things, so Clerk's answers may be stale when they are stored. */
async function live({ steps, fates, isUp }: History): Promise<void> {
  const waiting: Due[] = [];
  const running = new Set<Promise<void>>();
  const out = new Set<string>();
  const wrong: unknown[] = [];
  let events = 0;
  const start = (due: Due, at: number) => {
    const job = apply(due.delivery, out)
      .catch((error) =>
        error instanceof ClerkIsDown ? waiting.push({ ...due, at: at + 1 }) : wrong.push(error),
      )
      .then(() => void running.delete(job));
    running.add(job);
  };
  const startDue = (at: number) => {
    const due = waiting.filter((item) => item.at <= at);
    waiting.splice(0, Infinity, ...waiting.filter((item) => item.at > at));
    for (const item of due.toReversed()) start(item, at);
  };
  for (const [at, step] of steps.entries()) {
    for (const delivery of await stage.perform(step))
      waiting.push(...plan(delivery, fates[events++ % fates.length] as Fate, at));
    stage.isUp = isUp[at % isUp.length] as boolean;
    startDue(at);
    await Promise.race([Promise.all(running), Bun.sleep(5)]);
    await expectAllOut(out);
  }
  stage.isUp = true;
  for (let at = steps.length; waiting.length + running.size > 0; at++) {
    startDue(at);
    await Promise.all(running);
  }
  expect(wrong).toEqual([]);
  await expectAllOut(out);
}

function plan(delivery: Delivery, { delay, copies }: Fate, at: number): Due[] {
  if (delay === "lost") return [];
  return Array.from({ length: copies }, (_, copy) => ({ delivery, at: at + delay + copy * 2 }));
}

/** Adds the id of what the event deleted to `out`, once the event was applied. */
async function apply(delivery: Delivery, out: Set<string>): Promise<void> {
  await applyDelivery(context, delivery);
  const { type, data } = JSON.parse(delivery.body) as { type: string; data: { id: string } };
  if (type.endsWith(".deleted")) out.add(data.id);
}

/** Nothing that an applied event deleted admits anyone, whether Clerk's Backend API answers or not. */
async function expectAllOut(heard: ReadonlySet<string>): Promise<void> {
  const out = new Set(heard);
  const tenants = await db.owner<Tenant[]>`
    select id, schema_name as schema, clerk_org_id as "clerkOrgId", status from public.tenants
    where clerk_org_id like 'org\\_%' and status <> 'provisioning'`;
  for (const tenant of tenants) {
    const inside = (await listMirrored(context, tenant)).filter(({ isActive }) => isActive);
    expect(inside.filter(({ id, membershipId }) => out.has(id) || out.has(membershipId ?? ""))).toEqual([]);
  }
  expect(tenants.filter(({ clerkOrgId, status }) => status === "active" && out.has(clerkOrgId))).toEqual([]);
}

async function settle({ fates }: History): Promise<void> {
  // If no event was lost, there is nothing to repair.
  if (fates.every(({ delay }) => delay !== "lost")) await expectAsClerkSays();
  expect((await reconcile(context)).failed).toEqual([]);
  expect(await reconcile(context)).toMatchObject({ off: [], failed: [] });
  await expectAsClerkSays();
}

async function expectAsClerkSays(): Promise<void> {
  const organizations = await stage.truth.listOrganizations();
  for (const organization of organizations) {
    const tenant = await findLinkedTenant(db.owner, organization.id);
    if (!tenant) throw new Error(`${organization.id} has no tenant`);
    expect(tenant).toMatchObject({ status: "active", name: organization.name, clerkSlug: organization.slug });
    await expectRightSlug(tenant.slug, organization.slug ?? "", organization.id);
    const answer = await stage.truth.findWithMembers(organization.id);
    const members = answer?.members.map(({ id, role }) => `${id} ${role}`) ?? [];
    const mirrored = (await listMirrored(context, tenant)).filter(({ isActive }) => isActive);
    expect(mirrored.map(({ id, role }) => `${id} ${role}`).sort()).toEqual(members.sort());
  }
  const ids = organizations.map(({ id }) => id);
  const open = await db.owner`
    select clerk_org_id, status from public.tenants where clerk_org_id like 'org\\_%' and status <> 'deleting'`;
  expect(open.filter(({ clerk_org_id }) => !ids.includes(clerk_org_id))).toEqual([]);
}

/** The slug that the organization has at Clerk, unless another tenant has it or released it recently. */
async function expectRightSlug(slug: string, wanted: string, organizationId: string): Promise<void> {
  if (slug === wanted) return;
  const taken = await db.owner`
    select slug from public.tenants where slug = ${wanted}
    union all select slug from public.released_slugs where slug = ${wanted} and clerk_org_id <> ${organizationId}`;
  expect([slug, wanted, taken.length > 0]).toEqual([slug, wanted, true]);
}

async function clear(): Promise<void> {
  stage.isUp = true;
  await stage.end();
  const made = await db.owner<{ schema_name: string }[]>`
    delete from public.tenants where slug not in ('acme', 'globex') returning schema_name`;
  if (made.length > 0)
    await db.owner.unsafe(
      made.map(({ schema_name }) => `drop schema if exists "${schema_name}" cascade`).join(";"),
    );
  await db.owner`delete from public.tombstones`;
  await db.owner`delete from public.released_slugs`;
  await db.owner`delete from public.operator_notices`;
}
