import { z } from "zod";
import {
  findMembership,
  getUser,
  invitationsFor,
  membershipsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import { endSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import {
  createUser,
  deleteUser,
  hashPassword,
  hashUnchecked,
  isPasswordOf,
  updateUser,
} from "#scripts/local/clerk/directory/users.ts";
import { invalidParam, notFound, parse } from "#scripts/local/clerk/http/errors.ts";
import { filterBy, listParam, pageOf, paginated, search, sorted } from "#scripts/local/clerk/http/lists.ts";
import { invitationBackendJson, membershipBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { displayName, primaryEmail, userBackendJson } from "#scripts/local/clerk/json/user.ts";
import { mergedMetadata } from "#scripts/local/clerk/metadata.ts";
import type { User } from "#scripts/local/clerk/model.ts";
import { type BackendCall, type BackendRoutes, time, userMetadataFields } from "./call.ts";

const createBody = z.strictObject({
  ...userMetadataFields,
  first_name: z.string().max(256).nullish(),
  last_name: z.string().max(256).nullish(),
  external_id: z.string().nullish(),
  email_address: z.array(z.string()).min(1),
  password: z.string().nullish(),
  skip_password_checks: z.boolean().optional(),
  skip_password_requirement: z.boolean().optional(),
  created_at: time.optional(),
});
const updateBody = createBody
  .omit({ email_address: true, skip_password_requirement: true, created_at: true })
  .extend({
    password: z.string().optional(),
    sign_out_of_other_sessions: z.boolean().optional(),
    primary_email_address_id: z.string().optional(),
  });
const metadataBody = z.strictObject(userMetadataFields);
const verifyBody = z.strictObject({ password: z.string() });

export const userRoutes: BackendRoutes = {
  "GET /v1/users": ({ clerk, query }) =>
    pageOf(sorted(selected(clerk, query), query, sortKeys), query).map((user) =>
      userBackendJson(clerk, user),
    ),

  "POST /v1/users": async ({ clerk, body }) => {
    const { emailAddress: emails, ...input } = parse(createBody, body);
    if (!input.password && !input.skipPasswordRequirement) {
      throw invalidParam("password", "password must be included.", "form_param_missing");
    }
    const user = createUser(clerk, { ...input, emails, passwordDigest: await digest(input) });
    return userBackendJson(clerk, user);
  },

  "GET /v1/users/count": ({ clerk, query }) => ({
    object: "total_count",
    total_count: selected(clerk, query).length,
  }),

  "GET /v1/users/:id": ({ clerk, params }) => userBackendJson(clerk, getUser(clerk, params.get("id"))),

  "PATCH /v1/users/:id": async ({ clerk, params, body }) => {
    const user = getUser(clerk, params.get("id"));
    const { password, skipPasswordChecks, signOutOfOtherSessions, primaryEmailAddressId, ...profile } = parse(
      updateBody,
      body,
    );
    if (primaryEmailAddressId && !user.emails.some(({ id }) => id === primaryEmailAddressId)) {
      throw notFound("email address", primaryEmailAddressId);
    }
    const passwordDigest = await digest({ password, skipPasswordChecks });
    updateUser(clerk, user, {
      ...profile,
      primaryEmailId: primaryEmailAddressId,
      ...(passwordDigest ? { passwordDigest, passwordUpdatedAt: Date.now() } : {}),
    });
    if (signOutOfOtherSessions) endSessionsOf(clerk, user.id, "revoked");
    return userBackendJson(clerk, user);
  },

  "DELETE /v1/users/:id": ({ clerk, params }) => deleteUser(clerk, getUser(clerk, params.get("id"))),

  "PATCH /v1/users/:id/metadata": ({ clerk, params, body }) => {
    const user = getUser(clerk, params.get("id"));
    updateUser(clerk, user, mergedMetadata(user, parse(metadataBody, body)));
    return userBackendJson(clerk, user);
  },

  "POST /v1/users/:id/verify_password": async ({ clerk, params, body }) => {
    const user = getUser(clerk, params.get("id"));
    if (await isPasswordOf(user, parse(verifyBody, body).password)) return { verified: true };
    throw invalidParam("password", "The password is incorrect.", "incorrect_password");
  },

  "GET /v1/users/:id/organization_memberships": ({ clerk, params, query }) => {
    const memberships = membershipsOf(clerk, { userId: getUser(clerk, params.get("id")).id });
    return paginated(memberships, query, (membership) => membershipBackendJson(clerk, membership));
  },

  "GET /v1/users/:id/organization_invitations": ({ clerk, params, query }) => {
    const user = getUser(clerk, params.get("id"));
    const invitations = invitationsFor(clerk, user, listParam(query, "status"));
    return paginated(invitations, query, (invitation) => invitationBackendJson(clerk, invitation));
  },
};

type PasswordInput = { password?: string | null; skipPasswordChecks?: boolean };

async function digest({ password, skipPasswordChecks }: PasswordInput): Promise<string | null> {
  if (!password) return null;
  return skipPasswordChecks ? hashUnchecked(password) : hashPassword(password);
}

const sortKeys = {
  updated_at: (user: User) => user.updatedAt,
  email_address: primaryEmail,
  first_name: (user: User) => user.firstName ?? "",
  last_name: (user: User) => user.lastName ?? "",
  last_active_at: (user: User) => user.lastActiveAt ?? 0,
  last_sign_in_at: (user: User) => user.lastSignInAt ?? 0,
};

function selected(clerk: BackendCall["clerk"], query: URLSearchParams): User[] {
  const isListed = filterBy(query, "user_id");
  const hasEmail = filterBy(query, "email_address");
  const hasExternalId = filterBy(query, "external_id");
  const organizations = listParam(query, "organization_id");
  const matches = search(query);
  return Object.values(clerk.state.users).filter((user) => {
    const addresses = user.emails.map(({ address }) => address);
    return (
      isListed(user.id) &&
      hasEmail(...addresses) &&
      hasExternalId(user.externalId ?? "") &&
      (organizations.length === 0 || organizations.some((id) => findMembership(clerk, id, user.id))) &&
      matches(`${displayName(user)} ${addresses} ${user.id}`)
    );
  });
}
