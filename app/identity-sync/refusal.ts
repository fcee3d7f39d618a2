export type RefusalCode =
  | "forged"
  | "too-old"
  | "malformed"
  | "not-an-owner"
  | "not-allowed"
  | "no-tenant"
  | "no-member"
  | "no-invitation"
  | "no-such-role"
  | "already-member"
  | "already-invited"
  | "bad-address"
  | "members-full"
  | "too-many-invitations"
  | "wrong-status"
  | "last-owner"
  | "refused-by-clerk";

/** The change is refused for good. The code is recorded for the waiting page. */
export class Refusal extends Error {
  constructor(readonly code: RefusalCode) {
    super(code);
  }
}
