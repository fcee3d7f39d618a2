import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { imageJson } from "#scripts/local/clerk/http/images.ts";
import type { EmailAddress, User, Verification } from "#scripts/local/clerk/model.ts";

/** The full user, as the Frontend API shows it to the user. */
export function userJson(clerk: Clerk, user: User) {
  const image = imageJson(clerk, user.id, displayName(user));
  return {
    object: "user" as const,
    id: user.id,
    username: null,
    first_name: user.firstName,
    last_name: user.lastName,
    ...image,
    profile_image_url: image.image_url,
    primary_email_address_id: user.primaryEmailId,
    primary_phone_number_id: null,
    primary_web3_wallet_id: null,
    password_enabled: user.passwordDigest !== null,
    password_last_updated_at: user.passwordUpdatedAt,
    two_factor_enabled: false,
    totp_enabled: false,
    backup_code_enabled: false,
    mfa_enabled_at: null,
    mfa_disabled_at: null,
    email_addresses: user.emails.map((email) => emailJson(email, user.createdAt)),
    phone_numbers: [],
    web3_wallets: [],
    passkeys: [],
    external_accounts: [],
    saml_accounts: [],
    enterprise_accounts: [],
    public_metadata: user.publicMetadata,
    unsafe_metadata: user.unsafeMetadata,
    external_id: user.externalId,
    last_sign_in_at: user.lastSignInAt,
    last_active_at: user.lastActiveAt,
    banned: false,
    locked: false,
    deprovisioned: false,
    lockout_expires_in_seconds: null,
    verification_attempts_remaining: 100,
    create_organization_enabled: true,
    delete_self_enabled: true,
    legal_accepted_at: null,
    created_at: user.createdAt,
    updated_at: user.updatedAt,
  };
}

/** Adds the fields that only the Backend API and webhooks show. */
export function userBackendJson(clerk: Clerk, user: User) {
  return {
    ...userJson(clerk, user),
    private_metadata: user.privateMetadata,
    create_organizations_limit: null,
    locale: null,
    bypass_client_trust: false,
  };
}

/** How a user appears to other members of an organization. */
export function publicUserJson(clerk: Clerk, user: User) {
  const image = imageJson(clerk, user.id, displayName(user));
  return {
    user_id: user.id,
    first_name: user.firstName,
    last_name: user.lastName,
    ...image,
    profile_image_url: image.image_url,
    identifier: primaryEmail(user),
    username: null,
    banned: false,
    deprovisioned: false,
  };
}

export function emailJson(email: EmailAddress, createdAt: number) {
  return {
    object: "email_address" as const,
    id: email.id,
    email_address: email.address,
    reserved: false,
    verification: verificationJson(email.verification),
    linked_to: [],
    matches_sso_connection: false,
    created_at: createdAt,
    updated_at: createdAt,
  };
}

const VERIFICATION_OBJECTS: Record<string, string> = {
  admin: "verification_admin",
  password: "verification_password",
  ticket: "verification_ticket",
};

export function verificationJson(verification: Verification | null) {
  if (!verification) return null;
  const { status, strategy, attempts, expireAt } = verification;
  const object = VERIFICATION_OBJECTS[strategy] ?? "verification_otp";
  return { object, status, strategy, attempts: strategy === "admin" ? null : attempts, expire_at: expireAt };
}

export function primaryEmail(user: User): string {
  const primary = user.emails.find((email) => email.id === user.primaryEmailId) ?? user.emails[0];
  return primary?.address ?? "";
}

export function displayName(user: User): string {
  return [user.firstName, user.lastName].filter(Boolean).join(" ") || primaryEmail(user);
}
