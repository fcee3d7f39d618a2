import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { imageJson } from "#scripts/local/clerk/http/images.ts";
import type { SignIn, SignUp, User } from "#scripts/local/clerk/model.ts";
import { displayName, verificationJson } from "./user.ts";

const ABANDONED_AFTER_MS = 24 * 3600_000;

export function signInJson(clerk: Clerk, signIn: SignIn) {
  const user = signIn.userId ? clerk.state.users[signIn.userId] : undefined;
  return {
    object: "sign_in_attempt" as const,
    id: signIn.id,
    status: signIn.status,
    supported_identifiers: ["email_address"],
    identifier: signIn.identifier,
    user_data: user ? userDataJson(clerk, user) : null,
    supported_first_factors: user ? firstFactors(user) : [],
    supported_second_factors: null,
    first_factor_verification: verificationJson(signIn.firstFactor),
    second_factor_verification: null,
    created_session_id: signIn.createdSessionId,
    abandon_at: signIn.createdAt + ABANDONED_AFTER_MS,
  };
}

export const SIGN_UP_REQUIRED = ["email_address", "password"];

export function signUpJson(signUp: SignUp) {
  const verified = signUp.emailVerification?.status === "verified";
  return {
    object: "sign_up_attempt" as const,
    id: signUp.id,
    status: signUp.status,
    required_fields: SIGN_UP_REQUIRED,
    optional_fields: ["first_name", "last_name"],
    missing_fields: missingFields(signUp),
    unverified_fields: signUp.emailAddress && !verified ? ["email_address"] : [],
    verifications: {
      email_address: signUp.emailAddress ? emailVerificationJson(signUp) : null,
      phone_number: null,
      web3_wallet: null,
      external_account: null,
    },
    username: null,
    email_address: signUp.emailAddress,
    phone_number: null,
    web3_wallet: null,
    password_enabled: signUp.passwordDigest !== null,
    first_name: signUp.firstName,
    last_name: signUp.lastName,
    unsafe_metadata: signUp.unsafeMetadata,
    public_metadata: {},
    custom_action: false,
    external_id: null,
    created_session_id: signUp.createdSessionId,
    created_user_id: signUp.createdUserId,
    abandon_at: signUp.createdAt + ABANDONED_AFTER_MS,
    legal_accepted_at: null,
  };
}

export function missingFields(signUp: SignUp): string[] {
  const missing: string[] = [];
  if (!signUp.emailAddress) missing.push("email_address");
  if (!signUp.passwordDigest) missing.push("password");
  return missing;
}

function emailVerificationJson({ emailVerification, createdAt }: SignUp) {
  const waiting = emailVerification?.status === "unverified" && emailVerification.code !== null;
  const next = emailVerification?.status === "verified" ? "" : waiting ? "needs_attempt" : "needs_prepare";
  return {
    ...(verificationJson(emailVerification) ?? {
      object: "verification_otp",
      status: "unverified",
      strategy: "email_code",
      attempts: 0,
      expire_at: createdAt + ABANDONED_AFTER_MS,
    }),
    next_action: next,
    supported_strategies: ["email_code"],
  };
}

function userDataJson(clerk: Clerk, user: User) {
  return {
    first_name: user.firstName,
    last_name: user.lastName,
    ...imageJson(clerk, user.id, displayName(user)),
  };
}

function firstFactors(user: User) {
  const emails = user.emails.map((email) => ({
    email_address_id: email.id,
    safe_identifier: email.address,
    primary: email.id === user.primaryEmailId,
  }));
  const byCode = emails.map((email) => ({ strategy: "email_code", ...email }));
  if (!user.passwordDigest) return byCode;
  const byReset = emails.map((email) => ({ strategy: "reset_password_email_code", ...email }));
  return [{ strategy: "password" }, ...byCode, ...byReset];
}
