import { z } from "zod";

/**
 * The little of Clerk's events that is used: who or what to look at. What is true about them is then asked of the
 * Backend API, so that order, age and repetition of events make no difference.
 */
const organization = z.object({ id: z.string().min(1) });
const membership = z.object({
  organization: z.object({ id: z.string().min(1) }),
  public_user_data: z.object({ user_id: z.string().min(1) }),
});
const user = z.object({ id: z.string().min(1) });

export const clerkEvent = z.discriminatedUnion("type", [
  z.object({
    type: z.literal(["organization.created", "organization.updated", "organization.deleted"]),
    data: organization,
  }),
  z.object({
    type: z.literal([
      "organizationMembership.created",
      "organizationMembership.updated",
      "organizationMembership.deleted",
    ]),
    data: membership,
  }),
  z.object({ type: z.literal(["user.created", "user.updated", "user.deleted"]), data: user }),
]);

export type ClerkEvent = z.infer<typeof clerkEvent>;
