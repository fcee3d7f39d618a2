import { ClerkError, invalidParam } from "./http/errors.ts";
import type { Verification } from "./model.ts";

const MAX_ATTEMPTS = 5;

/** As in Clerk's test mode: addresses with `+clerk_test` accept this code too. */
const TEST_CODE = "424242";

/** Marks the verification as verified, or throws Clerk's error. */
export function attemptCode(verification: Verification | null, code: string, address: string): void {
  if (!verification?.code) {
    throw new ClerkError(400, "verification_missing", "There is no code to check. Ask for a new one.");
  }
  if (verification.status === "verified") {
    throw new ClerkError(
      400,
      "verification_already_verified",
      "This verification has already been verified.",
    );
  }
  if (verification.attempts >= MAX_ATTEMPTS) {
    verification.status = "failed";
    const message = "Too many failed attempts. You have to try again with the same or another method.";
    throw new ClerkError(400, "verification_failed", message);
  }
  if ((verification.expireAt ?? 0) < Date.now()) {
    verification.status = "expired";
    const message = "This verification has expired. You must create a new one.";
    throw new ClerkError(400, "verification_expired", message);
  }
  verification.attempts += 1;
  const isTest = address.includes("+clerk_test") && code === TEST_CODE;
  if (code !== verification.code && !isTest)
    throw invalidParam("code", "Incorrect code", "form_code_incorrect");
  verification.status = "verified";
  verification.code = null;
}

/** For a new address, before a code is sent. */
export function unverified(): Verification {
  return { status: "unverified", strategy: "email_code", attempts: 0, expireAt: Date.now(), code: null };
}

/** A completed verification by this strategy. One by code keeps an expiry time, as at Clerk. */
export function verifiedBy(strategy: string): Verification {
  const expireAt = strategy.endsWith("_code") ? Date.now() : null;
  return { status: "verified", strategy, attempts: 1, expireAt, code: null };
}
