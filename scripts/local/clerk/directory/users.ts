import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { invalidParam } from "#scripts/local/clerk/http/errors.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import type { EmailAddress, User, Verification } from "#scripts/local/clerk/model.ts";
import { verifiedBy } from "#scripts/local/clerk/verification.ts";
import { userChanged, userDeleted } from "#scripts/local/clerk/webhooks/events.ts";
import { findUserByEmail } from "./lookups.ts";
import { endSessionsOf } from "./sessions.ts";

const EMAIL = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
const MIN_PASSWORD = 8;
const MAX_PASSWORD = 72;

type Profile = Pick<
  User,
  | "passwordDigest"
  | "firstName"
  | "lastName"
  | "externalId"
  | "publicMetadata"
  | "privateMetadata"
  | "unsafeMetadata"
  | "createdAt"
>;

export type NewUser = Partial<Profile> & {
  emails: string[];
  /** The strategy that verified the addresses; the Backend API needs none. */
  verifiedBy?: string;
};

export function createUser(clerk: Clerk, input: NewUser): User {
  const addresses = input.emails.map((address) => requireFreeEmail(clerk, address));
  const emails = addresses.map((address) => newEmail(address, verifiedBy(input.verifiedBy ?? "admin")));
  const now = input.createdAt ?? Date.now();
  const user: User = {
    id: newId("user"),
    emails,
    primaryEmailId: emails[0]?.id ?? null,
    firstName: input.firstName || null,
    lastName: input.lastName || null,
    passwordDigest: input.passwordDigest ?? null,
    passwordUpdatedAt: input.passwordDigest ? now : null,
    externalId: input.externalId ?? null,
    publicMetadata: input.publicMetadata ?? {},
    privateMetadata: input.privateMetadata ?? {},
    unsafeMetadata: input.unsafeMetadata ?? {},
    lastSignInAt: null,
    lastActiveAt: null,
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.users[user.id] = user;
  userChanged(clerk, "created", user);
  return user;
}

export function updateUser(clerk: Clerk, user: User, changes: Partial<User>): User {
  for (const [key, value] of Object.entries(changes)) {
    if (value !== undefined) Object.assign(user, { [key]: value });
  }
  user.updatedAt = Date.now();
  userChanged(clerk, "updated", user);
  return user;
}

/** Deletes the user's memberships too. Returns Clerk's JSON of a deleted user. */
export function deleteUser(clerk: Clerk, user: User) {
  endSessionsOf(clerk, user.id, "revoked");
  for (const membership of Object.values(clerk.state.memberships)) {
    if (membership.userId === user.id) delete clerk.state.memberships[membership.id];
  }
  delete clerk.state.users[user.id];
  userDeleted(clerk, user);
  return { object: "user", id: user.id, deleted: true };
}

/** The address in lower case; throws if it is malformed or taken. */
export function requireFreeEmail(clerk: Clerk, address: string, param = "email_address"): string {
  const email = requireEmail(address, param);
  if (findUserByEmail(clerk, email)) {
    throw invalidParam(param, "That email address is taken. Please try another.", "form_identifier_exists");
  }
  return email;
}

export function requireEmail(address: string, param = "email_address"): string {
  const email = address.trim().toLowerCase();
  if (!EMAIL.test(email) || email.length > 254) {
    throw invalidParam(param, "Email address must be a valid email address.");
  }
  return email;
}

/** Throws when the password is too short or too long. */
export function hashPassword(password: string, param = "password"): Promise<string> {
  if (password.length < MIN_PASSWORD) {
    const message = `Passwords must be ${MIN_PASSWORD} characters or more.`;
    throw invalidParam(param, message, "form_password_length_too_short");
  }
  if (password.length > MAX_PASSWORD) {
    const message = `Passwords must be ${MAX_PASSWORD} characters or less.`;
    throw invalidParam(param, message, "form_password_length_too_long");
  }
  return hashUnchecked(password);
}

/** The lowest cost on purpose: these are development passwords, and every test signs in. */
export function hashUnchecked(password: string): Promise<string> {
  return Bun.password.hash(password, { algorithm: "bcrypt", cost: 4 });
}

export async function isPasswordOf(user: User, password: string): Promise<boolean> {
  return user.passwordDigest !== null && (await Bun.password.verify(password, user.passwordDigest));
}

export function newEmail(address: string, verification: Verification): EmailAddress {
  return { id: newId("idn"), address, verification };
}
