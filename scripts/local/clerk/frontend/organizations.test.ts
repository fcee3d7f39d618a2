import { expect, setSystemTime, test } from "bun:test";
import { claimsOf, mailsTo, PASSWORD, startTestClerk } from "#scripts/local/clerk/testing.ts";

const clerk = await startTestClerk();
const { signedIn } = clerk;

/** An organization with a member of each role. */
async function staffed(prefix: string) {
  const [owner, admin, member, viewer] = await Promise.all(
    ["owner", "admin", "member", "viewer"].map((role) => signedIn(`${prefix}-${role}`)),
  );
  if (!owner || !admin || !member || !viewer) throw new Error("unreachable");
  const { body } = await owner.browser.post("/v1/organizations", { name: prefix, slug: prefix });
  const organizationId: string = body.response.id;
  for (const [who, role] of [
    [admin, "org:admin"],
    [member, "org:member"],
    [viewer, "org:viewer"],
  ] as const) {
    await clerk.api.organizations.createOrganizationMembership({ organizationId, userId: who.user.id, role });
  }
  return { owner, admin, member, viewer, organizationId, path: `/v1/organizations/${organizationId}` };
}

test("the creator becomes owner, and the token carries the organization once it is selected", async () => {
  const { browser, session } = await signedIn("founder");
  const { body } = await browser.post("/v1/organizations", { name: "Founders Inc" });
  expect(body.response.slug).toBe("founders-inc");
  expect(body.client.sessions[0].user.organization_memberships[0].role).toBe("org:owner");
  await browser.post(`/v1/client/sessions/${session}/touch`, { active_organization_id: body.response.id });
  const { body: token } = await browser.post(`/v1/client/sessions/${session}/tokens`);
  expect(claimsOf(token.jwt).o).toEqual({ id: body.response.id, slg: "founders-inc", rol: "owner" });
  await browser.post(`/v1/client/sessions/${session}/touch`, { active_organization_id: "" });
  const { body: bare } = await browser.post(`/v1/client/sessions/${session}/tokens`);
  expect(claimsOf(bare.jwt).o).toBeUndefined();
});

test("a non-member cannot select, read or change an organization", async () => {
  const { organizationId, path } = await staffed("closed");
  const outsider = await signedIn("outsider");
  const chosen = { active_organization_id: organizationId };
  expect((await outsider.browser.post(`/v1/client/sessions/${outsider.session}/touch`, chosen)).status).toBe(
    404,
  );
  expect((await outsider.browser.get(path)).status).toBe(403);
  expect((await outsider.browser.get(`${path}/memberships`)).status).toBe(403);
  expect((await outsider.browser.post(path, { name: "Mine" }, "PATCH")).status).toBe(403);
  expect((await outsider.browser.get("/v1/organizations/org_none")).status).toBe(403);
});

test("owner and admin manage members, member and viewer only read them", async () => {
  const { owner, admin, member, viewer, path } = await staffed("roles");
  for (const who of [owner, admin, member, viewer]) {
    expect((await who.browser.get(`${path}/memberships`)).body.response.total_count).toBe(4);
  }
  for (const who of [member, viewer]) {
    const invited = await who.browser.post(`${path}/invitations`, {
      email_address: "x@example.com",
      role: "org:member",
    });
    expect(invited.status).toBe(403);
    expect((await who.browser.get(`${path}/invitations`)).status).toBe(403);
    const raised = { role: "org:owner" };
    expect((await who.browser.post(`${path}/memberships/${who.user.id}`, raised, "PATCH")).status).toBe(403);
    expect((await who.browser.post(`${path}/memberships/${admin.user.id}`, {}, "DELETE")).status).toBe(403);
  }
  const made = await admin.browser.post(
    `${path}/memberships/${member.user.id}`,
    { role: "org:admin" },
    "PATCH",
  );
  expect(made.body.response.role).toBe("org:admin");
});

test("no one changes or grants a role above their own", async () => {
  const { owner, admin, viewer, path } = await staffed("ranks");
  const change = (userId: string, role: string) =>
    admin.browser.post(`${path}/memberships/${userId}`, { role }, "PATCH");
  expect((await change(owner.user.id, "org:viewer")).status).toBe(403);
  expect((await change(viewer.user.id, "org:owner")).status).toBe(403);
  expect((await change(admin.user.id, "org:owner")).status).toBe(403);
  expect((await admin.browser.post(`${path}/memberships/${owner.user.id}`, {}, "DELETE")).status).toBe(403);
  const invited = { email_address: "y@example.com", role: "org:owner" };
  expect((await admin.browser.post(`${path}/invitations`, invited)).status).toBe(403);
});

test("the last owner can neither leave nor step down", async () => {
  const { owner, path, organizationId } = await staffed("lastowner");
  const code = "organization_minimum_permissions_needed";
  const left = await owner.browser.post(`/v1/me/organization_memberships/${organizationId}`, {}, "DELETE");
  expect([left.status, left.body.errors[0].code]).toEqual([400, code]);
  const lower = { role: "org:admin" };
  const down = await owner.browser.post(`${path}/memberships/${owner.user.id}`, lower, "PATCH");
  expect(down.body.errors[0].code).toBe(code);
});

test("only the owner renames or deletes the organization", async () => {
  const { owner, admin, path } = await staffed("renamed");
  expect((await admin.browser.post(path, { name: "Other" }, "PATCH")).status).toBe(403);
  expect((await admin.browser.post(path, {}, "DELETE")).status).toBe(403);
  expect((await owner.browser.post(path, { name: "Other" }, "PATCH")).body.response.name).toBe("Other");
  expect((await owner.browser.post(path, {}, "DELETE")).body.response.deleted).toBe(true);
});

test("a removed member's session leaves the organization", async () => {
  const { owner, member, organizationId, path } = await staffed("removed");
  const touch = { active_organization_id: organizationId };
  await member.browser.post(`/v1/client/sessions/${member.session}/touch`, touch);
  await owner.browser.post(`${path}/memberships/${member.user.id}`, {}, "DELETE");
  const { body } = await member.browser.post(`/v1/client/sessions/${member.session}/tokens`);
  expect(claimsOf(body.jwt).o).toBeUndefined();
  const { body: client } = await member.browser.get("/v1/client");
  expect(client.response.sessions[0].last_active_organization_id).toBeNull();
  const named = { organization_id: organizationId };
  expect((await member.browser.post(`/v1/client/sessions/${member.session}/tokens`, named)).status).toBe(404);
});

test("an invitation takes a new user through sign-up into the organization", async () => {
  const { admin, path, organizationId } = await staffed("inviting");
  const fields = { email_address: "newcomer@example.com", role: "org:member" };
  await admin.browser.post(`${path}/invitations/bulk`, fields);
  const [mail] = await mailsTo(clerk, "newcomer@example.com");
  const browser = clerk.browser();
  const accepted = await browser.get(new URL(mail?.link ?? "").pathname + new URL(mail?.link ?? "").search);
  const target = new URL(accepted.headers.get("location") ?? "");
  expect([target.pathname, target.searchParams.get("__clerk_status")]).toEqual(["/sign-up", "sign_up"]);
  const ticket = target.searchParams.get("__clerk_ticket") ?? "";
  const started = await browser.post("/v1/client/sign_ups", { strategy: "ticket", ticket });
  expect(started.body.response.missing_fields).toEqual(["password"]);
  const path2 = `/v1/client/sign_ups/${started.body.response.id}`;
  const { body } = await browser.post(path2, { password: PASSWORD }, "PATCH");
  expect(body.response.status).toBe("complete");
  expect(body.client.sessions[0].last_active_organization_id).toBe(organizationId);
  expect((await clerk.browser().post("/v1/client/sign_ups", { strategy: "ticket", ticket })).status).toBe(
    400,
  );
});

test("an invalid invitation shows a page to people and an error to programs", async () => {
  const { admin, path } = await staffed("over");
  const open = async (address: string, accept: string) => {
    const [mail] = await mailsTo(clerk, address);
    const answer = await fetch(mail?.link ?? "", { headers: { accept } });
    return { status: answer.status, type: answer.headers.get("content-type"), text: await answer.text() };
  };
  const invite = async (name: string) => {
    const fields = { email_address: `${name}@example.com`, role: "org:member" };
    return (await admin.browser.post(`${path}/invitations`, fields)).body.response.id as string;
  };
  await admin.browser.post(`${path}/invitations/${await invite("withdrawn")}/revoke`);
  const page = await open("withdrawn@example.com", "text/html,*/*");
  expect([page.status, page.type]).toEqual([400, "text/html; charset=utf-8"]);
  expect(page.text).toContain("This invitation was revoked");
  const error = await open("withdrawn@example.com", "application/json");
  expect([error.status, JSON.parse(error.text).errors[0].code]).toEqual([400, "invitation_revoked"]);
  await invite("late");
  setSystemTime(Date.now() + 31 * 24 * 3600_000);
  expect((await open("late@example.com", "text/html")).text).toContain("This invitation has expired");
  setSystemTime();
  await invite("done");
  const [mail] = await mailsTo(clerk, "done@example.com");
  const ticket = new URL(mail?.link ?? "").searchParams.get("ticket") ?? "";
  await clerk.browser().post("/v1/client/sign_ups", { strategy: "ticket", ticket, password: PASSWORD });
  expect((await open("done@example.com", "text/html")).text).toContain(
    "This invitation has already been accepted",
  );
  const unknown = await fetch(`${clerk.frontendUrl}/v1/tickets/accept?ticket=x`, {
    headers: { accept: "text/html" },
  });
  expect(await unknown.text()).toContain("This link isn’t valid");
});

test("an invitation adds a signed-in user straight to the organization", async () => {
  const { admin, path, organizationId } = await staffed("joining");
  const guest = await signedIn("joining-guest");
  await admin.browser.post(`${path}/invitations`, {
    email_address: "joining-guest@example.com",
    role: "org:viewer",
  });
  const [mail] = await mailsTo(clerk, "joining-guest@example.com");
  const { pathname, search } = new URL(mail?.link ?? "");
  const { headers } = await guest.browser.get(pathname + search);
  expect(headers.get("location")).toContain("__clerk_status=complete");
  const memberships = (await guest.browser.get("/v1/me/organization_memberships")).body.response;
  expect(memberships.data.map((each: { organization: { id: string } }) => each.organization.id)).toEqual([
    organizationId,
  ]);
});

test("people change their names and password, and end other sessions", async () => {
  const { browser } = await signedIn("profile");
  const second = clerk.browser();
  await second.signIn("profile@example.com");
  expect((await browser.post("/v1/me", { first_name: "New" }, "PATCH")).body.response.first_name).toBe("New");
  const wrong = { current_password: "nope", new_password: "another password" };
  expect((await browser.post("/v1/me/change_password", wrong)).status).toBe(422);
  const right = { ...wrong, current_password: PASSWORD, sign_out_of_other_sessions: "true" };
  expect((await browser.post("/v1/me/change_password", right)).status).toBe(200);
  expect((await second.get("/v1/me")).status).toBe(401);
  expect((await browser.get("/v1/me/sessions/active")).body).toHaveLength(1);
});

test("several invitations are created all or none", async () => {
  const { owner, path } = await staffed("bulk");
  const form = new URLSearchParams({ role: "org:viewer" });
  for (const address of ["one@example.com", "bulk-member@example.com"]) form.append("email_address", address);
  const refused = await owner.browser.post(`${path}/invitations/bulk`, form);
  expect([refused.status, refused.body.errors[0].code]).toEqual([400, "already_a_member_in_organization"]);
  expect((await owner.browser.get(`${path}/invitations`)).body.response.total_count).toBe(0);
});

test("a raster picture is accepted and served at its URL", async () => {
  const { browser } = await signedIn("pictured");
  const upload = (bytes: string, name: string, type: string) => {
    const form = new FormData();
    form.append("file", new File([bytes], name, { type }));
    return browser.post("/v1/me/profile_image", form);
  };
  expect((await upload("<svg/>", "picture.svg", "image/svg+xml")).status).toBe(422);
  const { body } = await upload("pixels", "picture.png", "image/png");
  const shown = await fetch(body.response.public_url);
  expect([shown.headers.get("content-type"), await shown.text()]).toEqual(["image/png", "pixels"]);
  expect((await browser.get("/v1/me")).body.response.has_image).toBe(true);
});

test("malformed input never causes a server error", async () => {
  const { browser } = await signedIn("malformed");
  expect((await browser.post("/v1/me", { unsafe_metadata: "{broken" }, "PATCH")).status).toBe(422);
  expect((await browser.get("/v1/organizations/%zz")).status).toBe(403);
  expect((await browser.get("/v1/me/organization_memberships?limit=0")).status).toBe(422);
  const broken = { method: "POST", body: "{", headers: { "content-type": "application/json" } };
  expect((await fetch(`${clerk.frontendUrl}/v1/client/sign_ins`, broken)).status).toBe(400);
});
