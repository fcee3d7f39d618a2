import { setImmediate as nextTurn } from "node:timers/promises";
import type { RequestContext } from "#app/http/request-context.ts";
import type { Visitor } from "#db/queries/members.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import type { RouteArgs } from "./identity.server.ts";

/** Who was let in where, and what nearly every page needs of the workspace. */
export type PageScope = Visitor & { tenant: Tenant };

/** What becomes of a request's first door, for the frame around its page. It is gone with the request. */
const admissions = new WeakMap<RequestContext, Promise<PageScope>>();

/**
 * Lets the frame know that a loader is at the door. What an action found is not for it: the action may have changed it.
 * @returns how to say what came of it.
 */
export function announcePageScope({ request, context }: RouteArgs) {
  const announced = Promise.withResolvers<PageScope>();
  // Where no frame listens, nobody misses it.
  announced.promise.catch(() => {});
  const isLoading = request.method === "GET" || request.method === "HEAD";
  if (isLoading && !admissions.has(context)) admissions.set(context, announced.promise);
  return announced;
}

/**
 * What the page's own loader finds at the door, in this request. All loaders of a request begin in the same turn.
 * @returns undefined when none is at a door. @throws whatever its door throws before it lets in.
 */
export async function awaitPageScope(context: RequestContext): Promise<PageScope | undefined> {
  await nextTurn();
  return await admissions.get(context);
}
