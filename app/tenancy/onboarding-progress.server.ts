import type { RequestContext } from "#app/http/request-context.ts";
import { RecentMap } from "#db/directory/recent-map.ts";
import { isDomainError } from "#db/errors.ts";
import { findProgress } from "#db/jobs/sync-requests.ts";
import type { Identity } from "./identity.server.ts";
import { confirmMembership } from "./membership.server.ts";
import { askForSync } from "./self-heal.server.ts";
import { findReadyWorkspace } from "./workspaces.server.ts";

/**
 * How far an organization's workspace is, for one person. `unknown`: Clerk does not say that they belong to it, or says
 * nothing; `waiting`: nothing is here yet, the worker was asked; `building`: its schema is being made; `opening`: it is
 * there, and this person is not in it yet.
 */
export type WorkspaceProgress =
  | { state: "unknown" | "waiting" | "building" | "opening" }
  | { state: "ready"; url: string };

/** The organization that an address asks about; undefined for what is no id of Clerk's. */
export function organizationIn({ url }: Request): string | undefined {
  const id = new URL(url).searchParams.get("organization") ?? "";
  return /^org_\w{1,60}$/.test(id) ? id : undefined;
}

/**
 * Looks how far a workspace is, and asks the worker for it as long as it is not ready. Whoever does not belong to the
 * organization learns nothing, and asks for nothing.
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

/** How long Clerk's answer holds here, in milliseconds: the page asks several times a second. */
const freshness = 5000;

async function belongs(
  context: RequestContext,
  identity: Identity,
  organizationId: string,
): Promise<boolean> {
  if (identity.organization?.id === organizationId) return true;
  const key = `${identity.userId} ${organizationId}`;
  const known = answers.get(key);
  if (known && Date.now() - known.at < freshness) return known.belongs;
  const at = Date.now();
  const isMember = await confirmMembership(context, identity, { clerkOrgId: organizationId }).then(
    () => true,
    noMember,
  );
  answers.set(key, { at, belongs: isMember });
  return isMember;
}

const answers = new RecentMap<{ at: number; belongs: boolean }>(1000);

/** Clerk said no, or did not answer: the page asks again by itself. */
function noMember(error: unknown): false {
  if (isDomainError(error) && ["not-found", "unavailable"].includes(error.code)) return false;
  throw error;
}
