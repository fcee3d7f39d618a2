import { z } from "zod";
import type { ChangeRequest, MemberChangeKind } from "./change-requests.ts";

const userId = z.string().min(1).max(100);
const role = z.enum(["owner", "admin", "member", "viewer"]);

const wish = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("invite"), email: z.string().max(254), role, returnTo: z.string() }),
  z.strictObject({ kind: z.literal("revoke-invitation"), invitationId: z.string().min(1).max(100) }),
  z.strictObject({ kind: z.literal("change-role"), userId, role }),
  z.strictObject({ kind: z.literal("remove-member"), userId }),
  z.strictObject({ kind: z.literal("leave") }),
]);

/** What somebody asks for about members. `returnTo` is where the link of an invitation leads. */
export type MemberChange = z.infer<typeof wish>;

/** The value of a change request that asks for it. */
export function encodeMemberChange({ kind, ...rest }: MemberChange): string {
  return JSON.stringify(rest);
}

/** What a request asks for, or undefined for one that asks for nothing of the kind. */
export function decodeMemberChange({
  kind,
  value,
}: Pick<ChangeRequest, "kind" | "value">): MemberChange | undefined {
  try {
    return wish.safeParse({ ...JSON.parse(value ?? "{}"), kind }).data;
  } catch {
    return undefined;
  }
}

const memberChanges: readonly string[] = wish.options.map(({ shape }) => shape.kind.value);

export function isMemberChangeKind(kind: string): kind is MemberChangeKind {
  return memberChanges.includes(kind);
}
