import { expect, test } from "@playwright/test";
import {
  anyForm,
  createNeighbours,
  expectNothingOf,
  expectWithout,
  isActive,
  letInto,
  type Neighbour,
} from "./neighbours.ts";
import { asAdministrator, clerkApi } from "./people.ts";
import { bearer, Caller, call, dataPath } from "./raw-client.ts";
import { projectNames, schemaOf } from "./rows.ts";
import { originOf, tenantUrl } from "./stack.ts";

// Somebody who is in with a small role, or was in, and speaks HTTP by hand, wants more than they have.

let acme: Neighbour;
let globex: Neighbour;

test.beforeAll(async () => {
  [acme, globex] = await createNeighbours();
});

test("a viewer's own requests by hand write nothing", async () => {
  const viewer = await Caller.signIn(acme.people.viewer);
  const token = await viewer.token(originOf(acme), acme.organizationId);
  const before = await projectNames(acme);
  for (const headers of [viewer.cookiesWith(token), bearer(token)]) {
    for (const path of [
      "/projects/new",
      `/projects/${acme.projectId}/edit`,
      `/projects/${acme.projectId}/archive`,
      `/projects/${acme.projectId}/change`,
      `/projects/${acme.projectId}/delete`,
      "/projects/archive",
      "/projects/restoration",
      `/projects/${acme.projectId}`,
      `/projects/${acme.projectId}/tasks/${acme.projectId}`,
      ...["fields", "place", "deletion", "restoration"].map((noun) => `/tasks/${acme.projectId}/${noun}`),
    ]) {
      for (const target of [path, dataPath(path)]) {
        expect((await call(tenantUrl(acme.slug, target), { headers, form: anyForm })).status).toBe(403);
      }
    }
  }
  expect(await projectNames(acme)).toEqual(before);
});

for (const webhook of ["arrives", "is lost"]) {
  test(`somebody who was removed is out when the webhook ${webhook}`, async () => {
    const { admin } = acme.people;
    await letInto(globex, admin.id, "org:admin");
    const caller = await Caller.signIn(admin);
    const look = (headers: Record<string, string>) => call(tenantUrl(globex.slug, "/projects"), { headers });
    const before = await caller.cookies(originOf(globex), globex.organizationId);
    expect((await look(before)).body).toContain(globex.mark);
    await clerkApi().organizations.deleteOrganizationMembership({
      organizationId: globex.organizationId,
      userId: admin.id,
    });
    await expect.poll(() => isActive(globex, admin.id)).toBe(false);
    // The old token still names globex, and is good for a minute: the row is what keeps them out.
    expectWithout(await look(before), [globex.mark], [404]);
    // A webhook that was lost is one after which the row is as it was, and older than Clerk's word is good for.
    if (webhook === "is lost") await setActive(admin.id);
    for (const organizationId of [undefined, acme.organizationId]) {
      const renewed = await caller.cookies(originOf(globex), organizationId);
      expectNothingOf(globex, await look(renewed), [404]);
    }
  });
}

async function setActive(userId: string): Promise<void> {
  await asAdministrator(
    (sql) => sql`
      update ${sql(schemaOf(globex))}.users set is_active = true, confirmed_at = now() - interval '2 minutes'
      where id = ${userId}`,
  );
}
