import { z } from "zod";
import type { ChangeRequest, MemberChangeKind } from "./change-requests.ts";

const userId = z.string().min(1).max(100);
const role = z.enum(["owner", "admin", "member", "viewer"]);

const memberChange = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("invite"), email: z.string().max(254), role, returnTo: z.string() }),
  z.strictObject({ kind: z.literal("revoke-invitation"), invitationId: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal("change-role"), userId, role }),
  z.strictObject({ kind: z.literal("remove-member"), userId }),
  z.strictObject({ kind: z.literal("leave") }),
]);

/** A change that a member asks for. `returnTo` is where the link of an invitation leads. */
export type MemberChange = z.infer<typeof memberChange>;

/** The value of its change request. */
export function encodeMemberChange({ kind, ...rest }: MemberChange): string {
  return JSON.stringify(rest);
}

/** The change that a request asks for, or undefined if its kind or value is invalid. */
export function decodeMemberChange({
  kind,
  value,
}: Pick<ChangeRequest, "kind" | "value">): MemberChange | undefined {
  try {
    return memberChange.safeParse({ ...JSON.parse(value ?? "{}"), kind }).data;
  } catch {
    return undefined;
  }
}

const memberChanges: readonly string[] = memberChange.options.map(({ shape }) => shape.kind.value);

export function isMemberChangeKind(kind: string): kind is MemberChangeKind {
  return memberChanges.includes(kind);
}
