import type { ControlChanges, ControlSettings } from "../scripts/local/clerk/controls/settings.ts";
import { stack } from "./stack.ts";

/** Makes Clerk or its webhooks fail until reset. All test files share this Clerk, so name the ids concerned. */
export function disturbClerk(changes: ControlChanges): Promise<ControlSettings> {
  return send("PATCH", "/controls", changes);
}

/** Expires all sessions of a person. */
export function expireSessions(userId: string): Promise<{ id: string }[]> {
  return send("POST", `/controls/users/${userId}/sessions/expiry`);
}

/** Revokes one session, as an administrator does. */
export function revokeSession(sessionId: string): Promise<{ id: string }> {
  return send("POST", `/controls/sessions/${sessionId}/revocation`);
}

/** Replays a stored webhook; ids are in the outbox's deliveries.json. */
export function replayDelivery(deliveryId: string): Promise<{ id: string }> {
  return send("POST", `/controls/deliveries/${deliveryId}/attempts`);
}

async function send<T>(method: string, path: string, body?: object): Promise<T> {
  const response = await fetch(new URL(path, stack().clerk.apiUrl), {
    method,
    ...(body ? { body: JSON.stringify(body), headers: { "content-type": "application/json" } } : {}),
  });
  const answer = await response.json();
  if (!response.ok) throw new Error(`${method} ${path} was refused: ${answer.error}`);
  return answer;
}
