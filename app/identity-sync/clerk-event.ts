import { z } from "zod";
import { toStorable } from "#app/clerk/storable-text.ts";

// The fields of Clerk's events that we use. Events that take rights away are applied from their own data, so that they work
// while the Backend API is away. Others only say what to sync.

const id = z.string().min(1);

/** Clerk sends milliseconds, but seconds in some events. */
const time = z.number().transform((value) => new Date(value < 100_000_000_000 ? value * 1000 : value));

const membership = z.object({
  id,
  role: z.string(),
  updated_at: time,
  organization: z.object({ id, created_by: z.string().nullish() }),
  public_user_data: z.object({ user_id: id }),
});

const invitation = z.object({
  id,
  organization_id: id,
  user_id: id.nullish(),
  inviter_id: id.nullish(),
  email_address: z.string().max(320).transform(toStorable).catch(""),
  role: z.string().max(100).transform(toStorable).catch(""),
});

export const clerkEvent = z.discriminatedUnion("type", [
  z.object({ type: z.literal(["organization.created", "organization.updated"]), data: z.object({ id }) }),
  z.object({ type: z.literal("organization.deleted"), data: z.object({ id }) }),
  z.object({
    type: z.literal(["organizationMembership.created", "organizationMembership.updated"]),
    data: membership,
  }),
  z.object({ type: z.literal("organizationMembership.deleted"), data: membership }),
  z.object({
    type: z.literal([
      "organizationInvitation.created",
      "organizationInvitation.accepted",
      "organizationInvitation.revoked",
    ]),
    data: invitation,
  }),
  z.object({ type: z.literal(["user.created", "user.updated"]), data: z.object({ id }) }),
  z.object({ type: z.literal("user.deleted"), data: z.object({ id }) }),
]);

export type ClerkEvent = z.infer<typeof clerkEvent>;
export type MembershipData = z.infer<typeof membership>;
export type InvitationData = z.infer<typeof invitation>;
