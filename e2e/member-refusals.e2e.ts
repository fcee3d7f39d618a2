import { expect, test } from "@playwright/test";
import { asAdministrator, clerkApi, createWorkspace, type Role, type Workspace } from "./people.ts";
import { asData, Caller, call, dataPath } from "./raw-client.ts";
import { schemaOf } from "./rows.ts";
import { originOf, tenantUrl } from "./stack.ts";

// Every request of the members page, sent by hand by each role, whether the page offers it or not.

const roles = ["owner", "admin", "member", "viewer"] as const;

let acme: Workspace;
let globex: Workspace;
let callers: Record<Role, Caller>;

test.beforeAll(async () => {
  [acme, globex] = await Promise.all([createWorkspace("acme"), createWorkspace("globex")]);
  const signedIn = await Promise.all(
    roles.map(async (role) => [role, await Caller.signIn(acme.people[role])]),
  );
  callers = Object.fromEntries(signedIn);
});

/** Whom each role may manage, and which roles it may give. */
const manageable: Record<Role, readonly Role[]> = {
  owner: roles,
  admin: ["member", "viewer"],
  member: [],
  viewer: [],
};

for (const actor of roles) {
  test(`forbidden requests of the ${actor} are refused before they are queued, as a page and as data`, async () => {
    const before = await stateOf(acme);
    const refused: [string, Record<string, string>][] = [];
    for (const role of roles.filter((each) => !manageable[actor].includes(each)))
      refused.push(["/members", { emails: `x@${acme.slug}.test`, role }]);
    for (const target of roles) {
      const { id } = acme.people[target];
      const isTheirs = target !== actor && manageable[actor].includes(target);
      if (!isTheirs) refused.push([`/members/${id}/removal`, {}]);
      for (const role of roles)
        if (!isTheirs || !manageable[actor].includes(role)) refused.push([`/members/${id}/role`, { role }]);
    }
    if (actor === "member" || actor === "viewer")
      refused.push(["/members/invitations/orginv_x/revocation", {}]);
    for (const [path, form] of refused)
      for (const asWhat of ["page", "data"] as const)
        expect([path, form, asWhat, await post(actor, path, form, asWhat)]).toEqual([
          path,
          form,
          asWhat,
          403,
        ]);
    expect(await stateOf(acme)).toBe(before);
    expect(await countRequests(acme)).toBe(0);
  });
}

test("people of other workspaces, unknown people and invalid ids are not found", async () => {
  const before = await stateOf(globex);
  const strange = [
    globex.people.viewer.id,
    "user_nobody",
    "%00",
    "..%2f",
    "x".repeat(3000),
    "%E2%80%AE",
    "a b",
    "' or 1=1",
  ];
  for (const id of strange) {
    const path = `/members/${encodeURI(decodeURI(id))}`;
    expect([400, 404], id).toContain(await post("owner", `${path}/removal`, {}));
    expect([400, 404], id).toContain(await post("owner", `${path}/role`, { role: "viewer" }));
  }
  for (const id of ["%00", "..%2f..", "x".repeat(3000)])
    expect([400, 404], id).toContain(await post("owner", `/members/invitations/${id}/revocation`, {}));
  expect(await stateOf(globex)).toBe(before);
  expect(await countRequests(acme)).toBe(0);
});

test("another organization's invitation can't be revoked", async () => {
  const invitation = await clerkApi().organizations.createOrganizationInvitation({
    ...{ organizationId: globex.organizationId, emailAddress: `x@${globex.slug}.test`, role: "org:member" },
  });
  const path = `/members/invitations/${invitation.id}/revocation`;
  const location = await locationOf("owner", path, {});
  expect(await outcomeAt("owner", location)).toContain(
    "The invitation wasn’t revoked. It has already been accepted or revoked, or it has expired.",
  );
  expect(await statusOfInvitation(globex, invitation.id)).toBe("pending");
  const own = await clerkApi().organizations.createOrganizationInvitation({
    ...{ organizationId: acme.organizationId, emailAddress: `boss@${acme.slug}.test`, role: "org:owner" },
  });
  const byAdmin = await locationOf("admin", `/members/invitations/${own.id}/revocation`, {});
  expect(await outcomeAt("admin", byAdmin)).toContain("Your role or theirs has changed in the meantime.");
  expect(await statusOfInvitation(acme, own.id)).toBe("pending");
});

test("the last owner can't leave, even by a handmade request", async () => {
  const location = await locationOf("owner", "/members/departure", {});
  expect(await outcomeAt("owner", location)).toContain("A workspace needs at least one owner");
  expect(await stateOf(acme)).toContain(`${acme.people.owner.id} owner true`);
});

test("invalid email addresses are refused at the field, safely shown again, and no one is invited", async () => {
  const hostile = [
    ...[
      "",
      " ",
      "nobody",
      "@",
      "a@b",
      "a@b.",
      "a@.b",
      "a b@c.test",
      "a@b..test",
      "<script>alert(1)</script>@x.test",
    ],
    ...[
      "a@x.test\u0000",
      "a\u202e@tset.x",
      "a@\u202ex.test",
      "\u200fa@x.test",
      "😀@x.test",
      "a@ex\u00e4mple.test",
    ],
    ...[
      `${"a".repeat(65)}@x.test`,
      `a@${"b".repeat(64)}.test`,
      `${"a".repeat(5000)}@x.test`,
      "'; drop table users; --@x.test",
    ],
    ...["a@x.test\r\nBcc: b@x.test", "a@x.test%00", '"a b"@x.test', "a@[127.0.0.1]", "a@x.test, nobody"],
    Array.from({ length: 11 }, (_, index) => `p${index}@x.test`).join(","),
  ];
  for (const emails of hostile) {
    const answer = await send("owner", "/members", { emails, role: "member" });
    expect(answer.status, emails).toBe(400);
    expect(answer.body, emails).not.toContain("<script>alert(1)");
    expect(answer.body, emails).toMatch(/aria-invalid="true"/);
  }
  for (const role of ["", "root", "Owner", "org:owner", "owner\u0000", "constructor"]) {
    const { status } = await send("owner", "/members", { emails: "a@x.test", role });
    expect([400, 403], role).toContain(status);
  }
  expect(await countRequests(acme, "invite")).toBe(0);
});

test("members and invited people aren't invited again, and the page says why", async () => {
  const email = `twice@${acme.slug}.test`;
  const invite = (emails: string) => locationOf("admin", "/members", { emails, role: "viewer" });
  expect(await outcomeAt("admin", await invite(email))).toContain(`Invitation sent to ${email}`);
  expect(await outcomeAt("admin", await invite(email.toUpperCase()))).toContain(
    "They already have a pending invitation",
  );
  expect(await outcomeAt("admin", await invite(acme.people.member.email))).toContain(
    "They’re already a member.",
  );
});

test("the outcome of a request is shown only to its author", async () => {
  const location = await locationOf("owner", "/members/departure", {});
  expect(await outcomeAt("owner", location)).toContain("You’re still a member.");
  expect(await outcomeAt("admin", location)).not.toContain("You’re still a member.");
  const stranger = await Caller.signIn(globex.people.owner);
  const headers = await stranger.cookies(originOf(globex), globex.organizationId);
  const { body } = await call(tenantUrl(globex.slug, location), { headers });
  expect(body).not.toContain("still a member");
});

test("an invitation's link leads only to our own pages", async () => {
  const join = async (path: string) =>
    (await call(new URL(path, tenantUrl("x")).href.replace("//x.", "//"))).headers.get("location");
  expect(await join("/join/acme?__clerk_status=sign_up&__clerk_ticket=t")).toMatch(
    /\/sign-up\?__clerk_ticket=t&redirect_url=http%3A%2F%2Facme\.app\.localhost/,
  );
  for (const slug of ["www", "a.b", "evil.example%2f", "%0d%0aX: y", "x".repeat(40)])
    expect(await join(`/join/${slug}?__clerk_status=constructor`), slug).toMatch(
      /^http:\/\/app\.localhost:\d+\/workspaces$/,
    );
});

async function send(
  actor: Role,
  path: string,
  form: Record<string, string>,
  asWhat: "page" | "data" = "page",
) {
  const cookies = await callers[actor].cookies(originOf(acme), acme.organizationId);
  const headers = { ...cookies, origin: originOf(acme), ...(asWhat === "data" && asData) };
  const url = tenantUrl(acme.slug, asWhat === "data" ? dataPath(path) : path);
  return await call(url, { form: { x: "", ...form }, headers, typed: Object.values(form).filter(Boolean) });
}

async function post(
  actor: Role,
  path: string,
  form: Record<string, string>,
  asWhat: "page" | "data" = "page",
) {
  return (await send(actor, path, form, asWhat)).status;
}

/** Where an accepted request leads. */
async function locationOf(actor: Role, path: string, form: Record<string, string>): Promise<string> {
  const { status, headers } = await send(actor, path, form);
  expect(status).toBe(302);
  const location = headers.get("location") ?? "";
  expect(location).toMatch(/^\/members\?change=/);
  return location;
}

/** What the page says there. */
async function outcomeAt(actor: Role, location: string): Promise<string> {
  const headers = await callers[actor].cookies(originOf(acme), acme.organizationId);
  const { status, body } = await call(tenantUrl(acme.slug, location), { headers });
  expect(status).toBe(200);
  return body.replaceAll("<!-- -->", "");
}

async function statusOfInvitation({ organizationId }: Workspace, invitationId: string) {
  const { status } = await clerkApi().organizations.getOrganizationInvitation({
    organizationId,
    invitationId,
  });
  return status;
}

async function stateOf(workspace: Workspace): Promise<string> {
  return await asAdministrator(async (sql) => {
    const rows = await sql<{ id: string; role: string; is_active: boolean }[]>`
      select id, role, is_active from ${sql(schemaOf(workspace))}.users order by id`;
    return rows.map(({ id, role, is_active }) => `${id} ${role} ${is_active}`).join("\n");
  });
}

async function countRequests({ slug }: Workspace, kind?: string): Promise<number> {
  return await asAdministrator(async (sql) => {
    const [row] = await sql<{ count: number }[]>`
      select count(*)::int as count from public.change_requests
      join public.tenants on tenants.id = tenant_id where slug = ${slug} and ${kind ?? null}::text is null or kind = ${kind ?? null} and slug = ${slug}`;
    return row?.count ?? 0;
  });
}
