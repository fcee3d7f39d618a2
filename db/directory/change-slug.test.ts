import { afterAll, beforeAll, expect, test } from "bun:test";
import { isDomainError } from "#db/errors.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { untilBlocked } from "#db/testing/until-blocked.ts";
import { changeSlug } from "./lifecycle.ts";
import { findTenant } from "./look-up.ts";
import { provisionTenant } from "./provision.ts";
import { findBySlug } from "./tenant-rows.ts";

let db: TestDatabase;
let count = 0;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

test("a new slug works immediately, the old one no longer does, and the schema keeps its name", async () => {
  const tenant = await make();
  await changeSlug(db.owner, tenant.slug, "fresh");
  expect(await findTenant(db.webPool, "fresh")).toMatchObject({ ...tenant, slug: "fresh" });
  expect(await findTenant(db.webPool, tenant.slug)).toBeUndefined();
});

test("a released slug stays reserved for 90 days, and its own organization can take it again", async () => {
  const [former, other] = [await make(), await make()];
  const { slug } = former;
  await changeSlug(db.owner, slug, `${slug}-moved`);
  await expect(changeSlug(db.owner, other.slug, slug)).rejects.toMatchObject({ code: "slug-released" });
  expect(
    (await provisionTenant(db.owner, testSealSecret, { clerkOrgId: "org_late", name: "x", slug })).slug,
  ).toBe(`${slug}-2`);
  await changeSlug(db.owner, `${slug}-moved`, slug);
  expect(await restingSlugs(former.clerkOrgId)).toEqual([`${slug}-moved`]);

  await changeSlug(db.owner, slug, `${slug}-moved`);
  await db.owner`update public.released_slugs set released_at = now() - interval '89 days 23:59' where slug = ${slug}`;
  await expect(changeSlug(db.owner, other.slug, slug)).rejects.toMatchObject({ code: "slug-released" });
  await db.owner`update public.released_slugs set released_at = now() - interval '90 days' where slug = ${slug}`;
  expect(await changeSlug(db.owner, other.slug, slug)).toMatchObject({ slug });
  expect((await findBySlug(db.owner, slug))?.id).toBe(other.id);
});

test("a slug that is taken, reserved, illegal or unchanged is refused with its own code", async () => {
  const { slug } = await make();
  const codeFor = (wanted: string) =>
    changeSlug(db.owner, slug, wanted).catch((error) => (isDomainError(error) ? error.code : error));
  expect(await codeFor("acme")).toBe("slug-taken");
  expect(await codeFor(slug)).toBe("slug-taken");
  expect(await codeFor("admin")).toBe("slug-reserved");
  for (const wanted of ["", "A", "-a", "a.b", "xn--a", "a".repeat(33)])
    expect(await codeFor(wanted)).toBe("slug-illegal");
  expect((await findBySlug(db.owner, slug))?.slug).toBe(slug);
});

test("of two concurrent renames to one slug, one wins, and the other tenant keeps its slug", async () => {
  const [one, two] = [await make(), await make()];
  const both = await Promise.allSettled([one, two].map(({ slug }) => changeSlug(db.owner, slug, "wanted")));
  expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
  const lost = both.find(({ status }) => status === "rejected");
  expect(lost).toMatchObject({ reason: { code: "slug-taken" } });
  const slugs =
    await db.owner`select slug from public.tenants where id in (${one.id}, ${two.id}) order by slug`;
  expect(slugs.map(({ slug }) => slug)).toContain("wanted");
});

test("two tenants cannot swap slugs concurrently", async () => {
  const [one, two] = [await make(), await make()];
  const swap = await Promise.allSettled([
    changeSlug(db.owner, one.slug, two.slug),
    changeSlug(db.owner, two.slug, one.slug),
  ]);
  for (const outcome of swap) {
    expect(outcome).toMatchObject({ status: "rejected", reason: { code: expect.stringMatching(/^slug-/) } });
  }
});

test("a new tenant that waited for a slug while it was released does not get it", async () => {
  const { slug } = await make();
  const { promise: released, resolve: release } = Promise.withResolvers<void>();
  const { promise: locked, resolve: lock } = Promise.withResolvers<void>();
  const held = db.owner.begin(async (tx) => {
    await tx`lock table public.released_slugs in share mode`;
    lock();
    await released;
  });
  await locked;
  const renaming = changeSlug(db.owner, slug, `${slug}-moved`);
  await untilBlocked(db.owner, 1);
  const provisioning = provisionTenant(db.owner, testSealSecret, {
    clerkOrgId: "org_waiting",
    name: "x",
    slug,
  });
  await untilBlocked(db.owner, 2);
  release();
  await Promise.all([held, renaming]);
  expect((await provisioning).slug).toBe(`${slug}-2`);
});

async function make(): Promise<Tenant> {
  const slug = `made-${++count}`;
  return await provisionTenant(db.owner, testSealSecret, { clerkOrgId: `org_${slug}`, name: slug, slug });
}

async function restingSlugs(clerkOrgId: string) {
  const rows =
    await db.owner`select slug from public.released_slugs where clerk_org_id = ${clerkOrgId} order by slug`;
  return rows.map(({ slug }) => slug);
}
