import { expect, test } from "bun:test";
import { Mirror } from "#app/testing/mirror.ts";
import { markDeleting, purgeTenant } from "#db/directory/lifecycle.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { testSealSecret } from "#db/testing/database.ts";
import { LOCAL_SECRET_KEY } from "#scripts/local/clerk/keys.ts";
import { execute } from "#scripts/operator/command.ts";
import { command } from "#scripts/reconcile.ts";
import { reconcile } from "./reconcile.ts";

// No event is delivered in these tests: reconciliation alone finds every difference.
const mirror = await Mirror.open();
const { db, stage, context } = mirror;

test("missed changes are found, reported and repaired; then there are no differences", async () => {
  const { organizations, users } = stage.api;
  const [owner, ann, bob] = [await person("Olga"), await person("Ann"), await person("Bob")];
  const kept = await organizations.createOrganization({ name: "Kept", slug: "kept", createdBy: owner });
  const gone = await organizations.createOrganization({ name: "Gone", slug: "gone", createdBy: owner });
  const key = { organizationId: kept.id };
  for (const userId of [ann, bob])
    await organizations.createOrganizationMembership({ ...key, userId, role: "org:admin" });
  expect(await whatIsOff()).toEqual(["gone no-tenant", "kept no-tenant"]);
  expect(await whatIsOff()).toEqual([]);

  await organizations.updateOrganization(kept.id, { name: "Kept Ltd", slug: "kept-ltd" });
  await organizations.deleteOrganizationMembership({ ...key, userId: ann });
  await organizations.updateOrganizationMembership({ ...key, userId: bob, role: "org:viewer" });
  await users.updateUser(owner, { firstName: "Olivia" });
  const late = await person("Late");
  await organizations.createOrganizationMembership({ ...key, userId: late, role: "org:member" });
  await organizations.deleteOrganization(gone.id);
  const expected = ["extra-member", "missing-member", "name", "profile", "role", "slug"].map(
    (what) => `kept ${what}`,
  );
  const dry = await reconcile(context, { dryRun: true });
  expect(lines(dry.off)).toEqual(["gone not-closed", ...expected]);
  expect(await whatIsOff()).toEqual(["gone not-closed", ...expected]);
  expect(await whatIsOff()).toEqual([]);
  expect(await mirror.getTenant(kept.id)).toMatchObject({ name: "Kept Ltd", slug: "kept-ltd" });
  const inside = (await mirror.listActive(kept.id)).map(({ firstName, role }) => `${firstName} ${role}`);
  expect(inside.sort()).toEqual(["Bob viewer", "Late member", "Olivia owner"]);
  expect((await findByOrganization(db.owner, gone.id))?.status).toBe("deleting");
});

test("a purged tenant is not recreated while its organization is still in Clerk", async () => {
  const { id } = await stage.api.organizations.createOrganization({
    name: "Purged",
    createdBy: await person("P"),
  });
  await reconcile(context);
  const { slug = "" } = (await findByOrganization(db.owner, id)) ?? {};
  await db.owner`update public.tenants set status = 'deleting', deleting_since = now() - interval '31 days' where slug = ${slug}`;
  await purgeTenant(db.owner, slug);
  expect(await whatIsOff()).toEqual([]);
});

test("organizations that are gone all at once are not closed all at once", async () => {
  const owner = await person("O");
  const ids: string[] = [];
  for (let count = 0; count < 8; count++)
    ids.push(
      (await stage.api.organizations.createOrganization({ name: `Many ${count}`, createdBy: owner })).id,
    );
  await reconcile(context);
  for (const id of ids) await stage.api.organizations.deleteOrganization(id);
  const { failed } = await reconcile(context);
  expect(failed.length).toBeGreaterThanOrEqual(8);
  expect(failed[0]?.error).toContain("Too many organizations");
  const closed = await db.owner`select from public.tenants where name like 'Many%' and status <> 'active'`;
  expect(closed).toHaveLength(0);
  for (const id of ids) await markDeleting(db.owner, id);
});

test("a tenant that fails is reported, and the others are repaired", async () => {
  const { organizations } = stage.api;
  const [one, two] = [await person("One"), await person("Two")];
  const broken = await organizations.createOrganization({ name: "Broken", createdBy: one });
  const fine = await organizations.createOrganization({ name: "Fine", createdBy: two });
  await reconcile(context);
  await organizations.updateOrganization(broken.id, { name: "Broken 2" });
  await organizations.updateOrganization(fine.id, { name: "Fine 2" });
  const { schema = "" } = (await findByOrganization(db.owner, broken.id)) ?? {};
  await db.owner.unsafe(`alter table ${schema}.users rename to users_away`);
  const { failed } = await reconcile(context);
  expect(failed.map(({ clerkOrgId }) => clerkOrgId)).toEqual([broken.id]);
  expect((await findByOrganization(db.owner, fine.id))?.name).toBe("Fine 2");
  await db.owner.unsafe(`alter table ${schema}.users_away rename to users`);
  expect((await reconcile(context)).failed).toEqual([]);
});

test("the command reports, repairs a single tenant, and exits with the outcome's code", async () => {
  const { organizations } = stage.api;
  const { id } = await organizations.createOrganization({
    name: "Command",
    slug: "command",
    createdBy: await person("C"),
  });
  await reconcile(context);
  await organizations.updateOrganization(id, { name: "Renamed" });
  const dry = await run("--tenant", "command", "--dry-run");
  expect(dry).toMatchObject({
    code: 0,
    out: expect.stringMatching(/1 different, nothing was changed\n\s+command +name/),
  });
  const json = await run("--tenant", "command", "--json");
  expect(JSON.parse(json.out)).toMatchObject({
    organizations: 1,
    failed: [],
    off: [{ slug: "command", what: "name" }],
  });
  expect((await run("--tenant", "command")).out).toContain("0 different");
  expect(await run("--tenant", "nobody")).toMatchObject({ code: 1, err: expect.stringContaining("nobody") });
  expect(await run("--no-such")).toMatchObject({ code: 2 });
  expect(await run("extra")).toMatchObject({ code: 2 });
  const { CLERK_SECRET_KEY: _, ...without } = environment();
  expect(await execute(command, [], without, nobody)).toMatchObject({
    code: 2,
    err: expect.stringContaining("CLERK_SECRET_KEY"),
  });
});

const nobody = { isTerminal: false, ask: async () => "" };

async function whatIsOff(): Promise<string[]> {
  const { off, failed } = await reconcile(context);
  expect(failed).toEqual([]);
  return lines(off);
}

/** A tenant that does not exist yet is named after its organization. */
function lines(off: { slug: string | null; what: string; detail: string }[]): string[] {
  return off.map(({ slug, what, detail }) => `${slug ?? detail.toLowerCase()} ${what}`).sort();
}

async function person(firstName: string): Promise<string> {
  const emailAddress = [`${Bun.randomUUIDv7()}@example.com`];
  return (await stage.api.users.createUser({ emailAddress, firstName, skipPasswordRequirement: true })).id;
}

function run(...args: string[]) {
  return execute(command, args, environment(), nobody);
}

function environment(): Record<string, string> {
  return {
    DATABASE_OWNER_URL: db.url("tenantry_owner"),
    TENANT_SEAL_SECRET: testSealSecret,
    CLERK_SECRET_KEY: LOCAL_SECRET_KEY,
    CLERK_API_URL: stage.url,
  };
}
