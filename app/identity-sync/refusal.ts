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

/** A request that is not carried out, now or later. The code is written down for the page that waits for it. */
export class Refusal extends Error {
  constructor(readonly code: RefusalCode) {
    super(code);
  }
}
