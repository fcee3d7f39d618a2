import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import * as queue from "#db/jobs/sync-requests.ts";

/** How often one process asks for the same organization, in milliseconds. */
const pause = 2000;

/**
 * Asks the worker to bring an organization, and everybody in it, in line with Clerk: it was heard of, and its tenant or
 * this member is not here. Only for organizations that Clerk named, by a token or the Backend API: the worker asks Clerk
 * anyway, but a stranger should not have it do so. Returns at once; what comes of it is seen by looking again.
 */
export async function askForSync(context: RequestContext, organizationId: string): Promise<void> {
  const last = asked.get(organizationId);
  if (last && Date.now() - last.at < pause) return;
  asked.set(organizationId, { at: Date.now() });
  const isTaken = await queue.askForSync(context.webPool, organizationId);
  if (!isTaken) context.log.warn({ organizationId }, "too many organizations are asked for: this one waits");
}

const asked = new RecentMap<{ at: number }>(1000);
