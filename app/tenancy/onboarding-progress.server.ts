import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import { isDomainError } from "#db/errors.ts";
import { findProgress } from "#db/jobs/sync-requests.ts";
import type { Identity } from "./identity.server.ts";
import { confirmMembership } from "./membership.server.ts";
import { askForSync } from "./self-heal.server.ts";
import { findReadyWorkspace } from "./workspaces.server.ts";

/**
 * The provisioning state of an organization's workspace, for one person. `unknown`: Clerk does not confirm that they are a
 * member; `waiting`: there is no tenant yet, and a sync is queued; `building`: its schema is being created; `opening`: the
 * workspace exists, but this person is not mirrored yet.
 */
export type WorkspaceProgress =
  | { state: "unknown" | "waiting" | "building" | "opening" }
  | { state: "ready"; url: string };

/** The organization in the address; undefined if it is missing or not a Clerk id. */
export function organizationIn({ url }: Request): string | undefined {
  const id = new URL(url).searchParams.get("organization") ?? "";
  return /^org_\w{1,60}$/.test(id) ? id : undefined;
}

/**
 * Reads the state of a workspace, and queues a sync until it is ready. For people who are not members of the organization
 * it reveals nothing and queues nothing.
 */
export async function followProgress(
  context: RequestContext,
  identity: Identity,
  organizationId: string,
): Promise<WorkspaceProgress> {
  if (!(await belongs(context, identity, organizationId))) return { state: "unknown" };
  const url = await findReadyWorkspace(context, identity, organizationId);
  if (url) return { state: "ready", url };
  await askForSync(context, organizationId);
  const status = await findProgress(context.webPool, organizationId);
  if (!status) return { state: "waiting" };
  return { state: status === "provisioning" ? "building" : "opening" };
}

/** How long Clerk's answer is cached, in milliseconds: the page polls several times a second. */
const freshness = 5000;

async function belongs(
  context: RequestContext,
  identity: Identity,
  organizationId: string,
): Promise<boolean> {
  if (identity.organization?.id === organizationId) return true;
  const key = `${identity.userId} ${organizationId}`;
  const known = answers.get(key);
  if (known && performance.now() - known.at < freshness) return known.belongs;
  const at = performance.now();
  const isMember = await confirmMembership(context, identity, { clerkOrgId: organizationId }).then(
    () => true,
    noMember,
  );
  answers.set(key, { at, belongs: isMember });
  return isMember;
}

const answers = new RecentMap<{ at: number; belongs: boolean }>(1000);

/** Clerk refused or did not answer. The page polls again. */
function noMember(error: unknown): false {
  if (isDomainError(error) && ["not-found", "unavailable"].includes(error.code)) return false;
  throw error;
}
