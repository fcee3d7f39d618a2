import type { RequestContext } from "#app/http/request-context.ts";
import { askClerk, clerkApi } from "./api.server.ts";

/** Ends every session of a person, on all devices. To be called outside a transaction: it uses the network. @throws Unavailable */
export async function endSessions({ env }: RequestContext, userId: string): Promise<void> {
  const { sessions } = clerkApi(env);
  const active = await askClerk(() => sessions.getSessionList({ userId, status: "active", limit: 500 }));
  await Promise.all((active?.data ?? []).map(({ id }) => askClerk(() => sessions.revokeSession(id))));
}
