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
import { ClerkError, invalidParam, parse } from "#scripts/local/clerk/http/errors.ts";
import { listParam, page, paginated } from "#scripts/local/clerk/http/http.ts";
import { sorted } from "#scripts/local/clerk/http/sorting.ts";
import { invitationBackendJson, membershipBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { displayName, primaryEmail, userBackendJson } from "#scripts/local/clerk/json/user.ts";
import { mergeMetadata } from "#scripts/local/clerk/metadata.ts";
import type { User } from "#scripts/local/clerk/model.ts";
import { type BackendCall, metadata, time } from "./call.ts";

const names = {
  first_name: z.string().max(256).nullish(),
  last_name: z.string().max(256).nullish(),
  external_id: z.string().nullish(),
};

const allMetadata = {
  public_metadata: metadata.optional(),
  private_metadata: metadata.optional(),
  unsafe_metadata: metadata.optional(),
};

const createBody = z.strictObject({
  ...names,
  ...allMetadata,
  email_address: z.array(z.string()).min(1),
  password: z.string().nullish(),
  skip_password_checks: z.boolean().optional(),
  skip_password_requirement: z.boolean().optional(),
  created_at: time.optional(),
});

const updateBody = z.strictObject({
  ...names,
  ...allMetadata,
  password: z.string().optional(),
  skip_password_checks: z.boolean().optional(),
  sign_out_of_other_sessions: z.boolean().optional(),
  primary_email_address_id: z.string().optional(),
});

const metadataBody = z.strictObject(allMetadata);
const verifyBody = z.strictObject({ password: z.string() });

export async function createOne({ clerk, body }: BackendCall) {
  const input = parse(createBody, body);
  if (!input.password && !input.skip_password_requirement) {
    throw invalidParam("password", "password must be included.", "form_param_missing");
  }
  const user = createUser(clerk, {
    emails: input.email_address,
    passwordDigest: await digest(input),
    firstName: input.first_name,
    lastName: input.last_name,
    externalId: input.external_id,
    publicMetadata: input.public_metadata,
    privateMetadata: input.private_metadata,
    unsafeMetadata: input.unsafe_metadata,
    createdAt: input.created_at,
  });
  return userBackendJson(clerk, user);
}

export function listUsers(call: BackendCall) {
  const { limit, offset } = page(call.query);
  const users = sorted(selected(call), call.query.get("order_by") ?? "-created_at", sortKeys);
  return users.slice(offset, offset + limit).map((user) => userBackendJson(call.clerk, user));
}

export function countUsers(call: BackendCall) {
  return { object: "total_count", total_count: selected(call).length };
}

export function getOne({ clerk, params }: BackendCall) {
  return userBackendJson(clerk, getUser(clerk, params.get("id")));
}

export async function updateOne({ clerk, params, body }: BackendCall) {
  const user = getUser(clerk, params.get("id"));
  const input = parse(updateBody, body);
  const primary = input.primary_email_address_id;
  if (primary && !user.emails.some((email) => email.id === primary)) {
    throw new ClerkError(404, "resource_not_found", `No email address was found with id ${primary}.`);
  }
  const passwordDigest = await digest(input);
  updateUser(clerk, user, {
    firstName: input.first_name,
    lastName: input.last_name,
    externalId: input.external_id,
    primaryEmailId: primary,
    publicMetadata: input.public_metadata,
    privateMetadata: input.private_metadata,
    unsafeMetadata: input.unsafe_metadata,
    ...(passwordDigest ? { passwordDigest, passwordUpdatedAt: Date.now() } : {}),
  });
  if (input.sign_out_of_other_sessions) endSessionsOf(clerk, user.id, "revoked");
  return userBackendJson(clerk, user);
}

export function mergeUserMetadata({ clerk, params, body }: BackendCall) {
  const user = getUser(clerk, params.get("id"));
  const input = parse(metadataBody, body);
  updateUser(clerk, user, {
    publicMetadata: mergeMetadata(user.publicMetadata, input.public_metadata),
    privateMetadata: mergeMetadata(user.privateMetadata, input.private_metadata),
    unsafeMetadata: mergeMetadata(user.unsafeMetadata, input.unsafe_metadata),
  });
  return userBackendJson(clerk, user);
}

export function deleteOne({ clerk, params }: BackendCall) {
  const user = getUser(clerk, params.get("id"));
  deleteUser(clerk, user);
  return { object: "user", id: user.id, deleted: true };
}

export async function verifyPassword({ clerk, params, body }: BackendCall) {
  const user = getUser(clerk, params.get("id"));
  if (await isPasswordOf(user, parse(verifyBody, body).password)) return { verified: true };
  throw invalidParam("password", "The password is incorrect.", "incorrect_password");
}

export function listMembershipsOfUser({ clerk, params, query }: BackendCall) {
  const user = getUser(clerk, params.get("id"));
  const memberships = membershipsOf(clerk, { userId: user.id });
  return paginated(memberships, page(query), (membership) => membershipBackendJson(clerk, membership));
}

export function listInvitationsOfUser({ clerk, params, query }: BackendCall) {
  const user = getUser(clerk, params.get("id"));
  const invitations = invitationsFor(clerk, user, listParam(query, "status"));
  return paginated(invitations, page(query), (invitation) => invitationBackendJson(clerk, invitation));
}

type PasswordInput = { password?: string | null; skip_password_checks?: boolean };

async function digest({ password, skip_password_checks }: PasswordInput): Promise<string | null> {
  if (!password) return null;
  return skip_password_checks ? hashUnchecked(password) : hashPassword(password);
}

const sortKeys = {
  created_at: (user: User) => user.createdAt,
  updated_at: (user: User) => user.updatedAt,
  email_address: primaryEmail,
  first_name: (user: User) => user.firstName ?? "",
  last_name: (user: User) => user.lastName ?? "",
  last_active_at: (user: User) => user.lastActiveAt ?? 0,
  last_sign_in_at: (user: User) => user.lastSignInAt ?? 0,
};

function selected({ clerk, query }: BackendCall): User[] {
  const ids = listParam(query, "user_id");
  const emails = listParam(query, "email_address").map((address) => address.toLowerCase());
  const externalIds = listParam(query, "external_id");
  const organizations = listParam(query, "organization_id");
  const words = (query.get("query") ?? "").toLowerCase();
  return Object.values(clerk.state.users).filter(
    (user) =>
      (ids.length === 0 || ids.includes(user.id)) &&
      (emails.length === 0 || user.emails.some((email) => emails.includes(email.address))) &&
      (externalIds.length === 0 || externalIds.includes(user.externalId ?? "")) &&
      (organizations.length === 0 || organizations.some((id) => findMembership(clerk, id, user.id))) &&
      `${displayName(user)} ${user.emails.map((email) => email.address)} ${user.id}`
        .toLowerCase()
        .includes(words),
  );
}
