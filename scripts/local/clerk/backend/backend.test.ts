import { expect, test } from "bun:test";
import { createClerkClient } from "@clerk/backend";
import { PASSWORD, startTestClerk } from "#scripts/local/clerk/testing.ts";

const clerk = await startTestClerk();
const { newUser } = clerk;
const { users, organizations, signInTokens, sessions } = clerk.api;

async function failure(call: Promise<unknown>) {
  const { status, errors } = await call.then(
    () => ({ status: 200, errors: [] }),
    (thrown) => thrown,
  );
  return { status, code: errors[0]?.code, param: errors[0]?.meta?.paramName };
}

test("a user is created, found by filters, changed and deleted", async () => {
  const ada = await newUser("ada");
  expect(ada.primaryEmailAddress?.emailAddress).toBe("ada@example.com");
  expect(ada.primaryEmailAddress?.verification?.status).toBe("verified");
  expect(ada.passwordEnabled).toBe(true);
  const found = await users.getUserList({ emailAddress: ["ADA@example.com"] });
  expect(found.data.map((user) => user.id)).toEqual([ada.id]);
  expect((await users.getUserList({ query: "nobody like this" })).totalCount).toBe(0);
  expect((await users.updateUser(ada.id, { lastName: "Lovelace" })).fullName).toBe("ada Lovelace");
  await users.updateUserMetadata(ada.id, { privateMetadata: { a: { b: 1, c: 2 } } });
  const merged = await users.updateUserMetadata(ada.id, { privateMetadata: { a: { b: null } } });
  expect(merged.privateMetadata).toEqual({ a: { c: 2 } });
  expect(await users.verifyPassword({ userId: ada.id, password: PASSWORD })).toEqual({ verified: true });
  await users.deleteUser(ada.id);
  expect(await failure(users.getUser(ada.id))).toMatchObject({ status: 404, code: "resource_not_found" });
});

test("invalid input is refused with Clerk's codes", async () => {
  await newUser("taken");
  expect(await failure(newUser("taken"))).toMatchObject({ status: 422, code: "form_identifier_exists" });
  const short = users.createUser({ emailAddress: ["short@example.com"], password: "short" });
  expect(await failure(short)).toMatchObject({ status: 422, code: "form_password_length_too_short" });
  const noMail = users.createUser({ emailAddress: ["not a mail"], password: PASSWORD });
  expect(await failure(noMail)).toMatchObject({ status: 422, code: "form_param_format_invalid" });
  const unknown = { emailAddress: ["x@example.com"], password: PASSWORD, shoeSize: 43 };
  expect(await failure(users.createUser(unknown))).toMatchObject({
    code: "form_param_unknown",
    param: "shoe_size",
  });
  const nameless = organizations.createOrganization({} as { name: string });
  expect(await failure(nameless)).toMatchObject({ code: "form_param_missing", param: "name" });
});

test("every call needs the secret key", async () => {
  const wrong = createClerkClient({ secretKey: "sk_live_other", apiUrl: clerk.url });
  expect(await failure(wrong.users.getUserList())).toMatchObject({ status: 401, code: "clerk_key_invalid" });
  const missing = await fetch(`${clerk.url}/v1/users`);
  expect(missing.status).toBe(401);
});

test("an organization is created with its owner, read by id and slug, changed and deleted", async () => {
  const owner = await newUser("owner");
  const acme = await organizations.createOrganization({ name: "Acme", slug: "acme", createdBy: owner.id });
  expect(acme.createdBy).toBe(owner.id);
  expect((await organizations.getOrganization({ slug: "acme" })).id).toBe(acme.id);
  const members = await organizations.getOrganizationMembershipList({ organizationId: acme.id });
  expect(members.data.map(({ role, publicUserData }) => [role, publicUserData?.userId])).toEqual([
    ["org:owner", owner.id],
  ]);
  const again = organizations.createOrganization({ name: "Acme", slug: "acme", createdBy: owner.id });
  expect(await failure(again)).toMatchObject({ status: 422, code: "form_identifier_exists", param: "slug" });
  expect((await organizations.updateOrganization(acme.id, { slug: "acme-inc" })).slug).toBe("acme-inc");
  await organizations.deleteOrganization(acme.id);
  const gone = organizations.getOrganization({ organizationId: acme.id });
  expect(await failure(gone)).toMatchObject({ status: 404 });
  expect((await users.getOrganizationMembershipList({ userId: owner.id })).totalCount).toBe(0);
});

test("memberships keep one owner, know four roles and list by page", async () => {
  const [owner, other] = [await newUser("first"), await newUser("second")];
  const { id: organizationId } = await organizations.createOrganization({
    name: "Pages",
    createdBy: owner.id,
  });
  const added = { organizationId, userId: other.id, role: "org:viewer" };
  await organizations.createOrganizationMembership(added);
  const twice = organizations.createOrganizationMembership(added);
  expect(await failure(twice)).toMatchObject({ status: 400, code: "already_a_member_in_organization" });
  const unknown = organizations.updateOrganizationMembership({ ...added, role: "org:king" });
  expect(await failure(unknown)).toMatchObject({ status: 404 });
  const last = { organizationId, userId: owner.id };
  const code = "organization_minimum_permissions_needed";
  expect(await failure(organizations.deleteOrganizationMembership(last))).toMatchObject({ code });
  const demoted = organizations.updateOrganizationMembership({ ...last, role: "org:admin" });
  expect(await failure(demoted)).toMatchObject({ status: 400, code });
  const page = await organizations.getOrganizationMembershipList({ organizationId, limit: 1, offset: 1 });
  expect([page.data.length, page.totalCount]).toEqual([1, 2]);
  const viewers = await organizations.getOrganizationMembershipList({ organizationId, role: ["org:viewer"] });
  expect(viewers.data.map((each) => each.publicUserData?.userId)).toEqual([other.id]);
  await organizations.updateOrganizationMembership({ ...added, role: "org:owner" });
  expect((await organizations.deleteOrganizationMembership(last)).role).toBe("org:owner");
});

test("an address is invited once; invitations are listed by status and revoked", async () => {
  const owner = await newUser("inviter");
  const { id: organizationId } = await organizations.createOrganization({
    name: "Invite",
    createdBy: owner.id,
  });
  const input = {
    organizationId,
    emailAddress: "guest@example.com",
    role: "org:member",
    inviterUserId: owner.id,
  };
  const invitation = await organizations.createOrganizationInvitation(input);
  expect(await failure(organizations.createOrganizationInvitation(input))).toMatchObject({
    code: "duplicate_record",
  });
  const revoked = { organizationId, invitationId: invitation.id, requestingUserId: owner.id };
  await organizations.revokeOrganizationInvitation(revoked);
  const pending = { organizationId, status: ["pending" as const] };
  expect((await organizations.getOrganizationInvitationList(pending)).totalCount).toBe(0);
  expect((await organizations.getOrganizationInvitation(revoked)).status).toBe("revoked");
});

test("sessions are listed and revoked, sign-in tokens created and revoked", async () => {
  const user = await newUser("seated");
  const session = await sessions.createSession({ userId: user.id });
  const active = { userId: user.id, status: "active" as const };
  expect((await sessions.getSessionList(active)).data.map(({ id }) => id)).toEqual([session.id]);
  await sessions.revokeSession(session.id);
  expect((await sessions.getSessionList(active)).totalCount).toBe(0);
  const ticket = await signInTokens.createSignInToken({ userId: user.id, expiresInSeconds: 60 });
  expect((await signInTokens.revokeSignInToken(ticket.id)).status).toBe("revoked");
});
