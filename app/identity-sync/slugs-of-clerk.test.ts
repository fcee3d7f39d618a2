import { expect, test } from "bun:test";
import { Mirror } from "#app/testing/mirror.ts";
import { listNotices } from "#db/directory/notices.ts";
import { provisionTenant } from "#db/directory/provision.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { syncOrganization } from "./sync-organization.ts";

// A tenant's slug may differ from its organization's at Clerk.
const mirror = await Mirror.open();
const { db, stage, context } = mirror;

test("a slug that changes at Clerk during provisioning is adopted, in either order of the answers", async () => {
  const owner = await stage.newPerson();
  const { id } = await stage.api.organizations.createOrganization({
    name: "x",
    slug: "order-1",
    createdBy: owner,
  });
  const before = await stage.truth.findWithMembers(id);
  await Bun.sleep(2);
  await stage.api.organizations.updateOrganization(id, { slug: "order-2" });
  await stage.take();
  // The tenant is created from an older answer, whose name and slug are applied after those of a newer one.
  await provisionTenant(db.owner, testSealSecret, { clerkOrgId: id, name: "x", slug: "order-1" });
  await syncOrganization(context, id);
  const old = Object.create(stage.truth, { findWithMembers: { value: async () => before } });
  await syncOrganization({ ...context, clerk: old }, id);
  expect((await findByOrganization(db.owner, id))?.slug).toBe("order-2");
});

test("a slug changed at Clerk and changed back is adopted both times; one that is taken is refused with a notice", async () => {
  const id = await create("first");
  const schema = (await findByOrganization(db.owner, id))?.schema;
  const move = async (slug: string) => {
    await stage.api.organizations.updateOrganization(id, { slug });
    await mirror.applyNews();
    return (await findByOrganization(db.owner, id))?.slug;
  };
  expect(await move("second")).toBe("second");
  expect(await move("first")).toBe("first");
  expect(await move("second")).toBe("second");
  for (const refused of ["admin", "not_ours", "acme", "x".repeat(40)])
    expect(await move(refused)).toBe("second");
  const notices = (await listNotices(db.owner)).filter(({ clerkOrgId }) => clerkOrgId === id);
  expect(notices.map(({ kind }) => kind)).toEqual(Array(4).fill("slug-refused"));
  expect((await findByOrganization(db.owner, id))?.schema).toBe(schema as string);
  const late = await create("first");
  expect((await findByOrganization(db.owner, late))?.slug).toBe("first-2");
});

test("organizations with names or slugs that we do not allow still become tenants", async () => {
  const owner = await stage.newPerson();
  const wanted: [string, RegExp][] = [
    ["東京", /^organization-\d+$|^workspace-[0-9a-f]{6}$/],
    ["a".repeat(63), /^a{32}$/],
    ["b_b", /^b-b$/],
    ["admin", /^admin-2$/],
  ];
  for (const [name, slug] of wanted) {
    const options = /^[a-z_]+$/.test(name) ? { slug: name } : {};
    const { id } = await stage.api.organizations.createOrganization({ name, createdBy: owner, ...options });
    await mirror.applyNews();
    const tenant = await findByOrganization(db.owner, id);
    expect([name, tenant?.slug]).toEqual([name, expect.stringMatching(slug)]);
    expect(Buffer.byteLength(tenant?.schema ?? "")).toBeLessThanOrEqual(63);
  }
});

async function create(slug: string): Promise<string> {
  return await mirror.createOrganization(await stage.newPerson(), slug);
}
