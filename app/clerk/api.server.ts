import type { OrganizationMembership } from "@clerk/remix/api.server";
import { clerkRoleOf, creatorIsOwner, roleAtClerk } from "#app/access/clerk-role.ts";
import type { RequestContext } from "#app/http/request-context.ts";
import { clerkPause } from "#db/directory/clerk-pause.ts";
import { Unavailable } from "#db/errors.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { type Answer, type CallOptions, callClerk, type Pace, type Refusals, Silence } from "./calls.ts";
import type { Pause } from "./outgoing.ts";

// Loaded after outgoing.ts: Bun runs the CommonJS of a static import before everything else.
const { createClerkClient } = await import("@clerk/remix/api.server");

import {
  type ClerkInvitation,
  type ClerkMember,
  type ClerkMembership,
  type ClerkOrganization,
  type OrganizationWithMembers,
  requestKey,
  type TokenKey,
  toInvitation,
  tokenKeysSchema,
  toMembers,
  toOrganization,
} from "./records.ts";

type Settings = {
  secretKey: string;
  apiUrl?: string | undefined;
  /** CLERK_CREATOR_ROLE. */
  creatorRole?: string | undefined;
  pace?: Pace | undefined;
  /** The pause of all processes, and the clock of `confirmedAt`. Without it this process is alone with its own clock. */
  pause?: Pause;
  /** How long a call waits in all while Clerk wants no calls, in milliseconds; not at all by default. */
  patience?: number;
};

export type NewInvitation = {
  email: string;
  role: MemberRole;
  inviterId: string;
  /** Where the link in the email leads, with a ticket. */
  returnTo: string;
  requestId: string;
};

type InvitationStatus = "pending" | "revoked" | "expired";
type Sdk = ReturnType<typeof createClerkClient>;
type Organizations = Sdk["organizations"];

/**
 * Clerk's Backend API: the only way in which the web process, the worker and scripts call it. It uses the network, so call
 * it outside transactions. Objects that Clerk does not know are undefined.
 * @throws Unavailable from every method if Clerk does not answer, or answers with an error that is not about the request.
 */
export class ClerkApi {
  private readonly sdk: Sdk;
  private readonly options: CallOptions;
  private instanceId: string | undefined;

  /** Whether an admin who created the organization counts as its owner. */
  readonly creatorIsOwner: boolean;

  constructor({ secretKey, apiUrl, creatorRole = "org:admin", pace, pause, patience = 0 }: Settings) {
    this.creatorIsOwner = creatorIsOwner(creatorRole);
    this.sdk = createClerkClient({ secretKey, apiUrl });
    this.options = { pace, pause, patience, silence: new Silence() };
  }

  async findOrganization(id: string): Promise<ClerkOrganization | undefined> {
    const found = await this.call((api) => api.getOrganization({ organizationId: id }));
    // Clerk also accepts a slug as an id.
    return found?.id === id ? toOrganization(found) : undefined;
  }

  async listOrganizations(): Promise<ClerkOrganization[]> {
    const list = await this.listAll((api, page) =>
      api.getOrganizationList({ ...page, orderBy: "+created_at" }),
    );
    return list.map(({ item }) => toOrganization(item));
  }

  /** Takes one call, unless the organization has no members: every membership includes its organization. */
  async findWithMembers(id: string): Promise<OrganizationWithMembers | undefined> {
    const list = await this.listAll((api, page) =>
      api.getOrganizationMembershipList({ ...page, organizationId: id, orderBy: "+created_at" }),
    );
    const [first] = list;
    const organization = first ? toOrganization(first.item.organization) : await this.findOrganization(id);
    if (organization?.id !== id) return undefined;
    return { organization, members: list.flatMap(({ item, askedAt }) => this.toMembers(item, askedAt)) };
  }

  /** The memberships of all organizations. */
  async listAllMembers(): Promise<ClerkMember[]> {
    const list = await this.listAll((api, page) =>
      api.getInstanceOrganizationMembershipList({ ...page, orderBy: "+created_at" }),
    );
    return list.flatMap(({ item, askedAt }) => this.toMembers(item, askedAt));
  }

  async findMember(organizationId: string, userId: string): Promise<ClerkMember | undefined> {
    const wanted = { organizationId, userId: [userId], limit: 1 };
    const { found, askedAt } = await this.ask((api) => api.getOrganizationMembershipList(wanted));
    const membership = found?.data.find(({ publicUserData }) => publicUserData?.userId === userId);
    if (!membership && found?.data.length) throw new Unavailable("Clerk", { cause: "it named someone else" });
    return membership && this.toMembers(membership, askedAt)[0];
  }

  /** The organizations of a user, at most 100. */
  async listMembershipsOf(userId: string): Promise<ClerkMembership[]> {
    const { users } = this.sdk;
    const page = await this.call(() => users.getOrganizationMembershipList({ userId, limit: 100 }));
    return (page?.data ?? []).map(({ organization: { id, name, imageUrl, createdBy }, role }) => {
      const isCreator = this.creatorIsOwner && createdBy === userId;
      return { organizationId: id, name, imageUrl, role: roleAtClerk(role, isCreator) };
    });
  }

  /** @returns the organization after the change. @throws ClerkRefused, e.g. for a slug that is taken. */
  async updateOrganization(
    id: string,
    changes: { name?: string; slug?: string },
  ): Promise<ClerkOrganization | undefined> {
    const updated = await this.call((api) => api.updateOrganization(id, changes), {});
    return updated && toOrganization(updated);
  }

  /** Succeeds if the organization is already gone. */
  async deleteOrganization(id: string): Promise<void> {
    await this.call((api) => api.deleteOrganization(id));
  }

  /** @returns the membership after the change. @throws ClerkRefused, also for a role that Clerk does not have. */
  async changeRole(
    organizationId: string,
    userId: string,
    role: MemberRole,
  ): Promise<ClerkMember | undefined> {
    const wanted = { organizationId, userId, role: clerkRoleOf(role) };
    const { found, askedAt } = await this.ask((api) => api.updateOrganizationMembership(wanted), {
      notFound: /role/i,
    });
    return found && this.toMembers(found, askedAt)[0];
  }

  /** @returns the id of the ended membership. @throws ClerkRefused */
  async removeMember(organizationId: string, userId: string): Promise<string | undefined> {
    const removed = await this.call(
      (api) => api.deleteOrganizationMembership({ organizationId, userId }),
      {},
    );
    return removed?.id;
  }

  /**
   * Makes Clerk send an invitation. It does not wait for Clerk's limit on invitations: that is per hour and shared by all
   * workspaces.
   * @throws ClerkRefused, also for a role that Clerk does not have, and if the limit is reached.
   */
  async invite(organizationId: string, invitation: NewInvitation): Promise<ClerkInvitation> {
    const { email, role, inviterId, returnTo, requestId } = invitation;
    const wanted = {
      ...{ organizationId, emailAddress: email, role: clerkRoleOf(role), inviterUserId: inviterId },
      ...{ redirectUrl: returnTo, privateMetadata: { [requestKey]: requestId } },
    };
    const refusals = { notFound: /^/, rateLimit: true } as const;
    const made = await this.call((api) => api.createOrganizationInvitation(wanted), refusals);
    if (!made) throw new Error("Unreachable: a 404 is a refusal here.");
    return toInvitation(made);
  }

  async findInvitation(organizationId: string, invitationId: string): Promise<ClerkInvitation | undefined> {
    const found = await this.call((api) => api.getOrganizationInvitation({ organizationId, invitationId }));
    return found && toInvitation(found);
  }

  /** The latest first. */
  async listInvitations(
    organizationId: string,
    status: InvitationStatus[],
    limit = Number.POSITIVE_INFINITY,
  ): Promise<ClerkInvitation[]> {
    const list = await this.listAll(
      (api, page) => api.getOrganizationInvitationList({ ...page, organizationId, status }),
      limit,
    );
    return list.map(({ item }) => toInvitation(item));
  }

  /** @throws ClerkRefused if the invitation is no longer pending. */
  async revokeInvitation(organizationId: string, invitationId: string): Promise<ClerkInvitation | undefined> {
    const revoked = await this.call(
      (api) => api.revokeOrganizationInvitation({ organizationId, invitationId }),
      {},
    );
    return revoked && toInvitation(revoked);
  }

  /** Ends all sessions of a user, on all devices. */
  async endSessions(userId: string): Promise<void> {
    const { sessions } = this.sdk;
    const active = await this.call(() => sessions.getSessionList({ userId, status: "active", limit: 500 }));
    await Promise.all((active?.data ?? []).map(({ id }) => this.call(() => sessions.revokeSession(id))));
  }

  /** The public keys of the tokens, as JSON Web Keys. */
  async listTokenKeys(): Promise<TokenKey[]> {
    return tokenKeysSchema.parse(await this.call(() => this.sdk.jwks.getJwks())).keys;
  }

  /** The id of the Clerk instance that the secret key belongs to. Asked once. */
  async getInstanceId(): Promise<string> {
    if (this.instanceId) return this.instanceId;
    const found = await this.call(() => this.sdk.instance.get());
    if (!found?.id) throw new Unavailable("Clerk", { cause: "it named no instance" });
    this.instanceId = found.id;
    return found.id;
  }

  private toMembers(membership: OrganizationMembership, askedAt: Date): ClerkMember[] {
    return toMembers(membership, askedAt, this.creatorIsOwner);
  }

  /** Everything, or the first `limit`, page by page. `askedAt` is when the item's page was requested. */
  private async listAll<T>(
    getPage: (
      api: Organizations,
      page: { limit: number; offset: number },
    ) => Promise<{ data: T[]; totalCount: number }>,
    limit = Number.POSITIVE_INFINITY,
  ): Promise<{ item: T; askedAt: Date }[]> {
    const all: { item: T; askedAt: Date }[] = [];
    const size = Math.min(500, limit);
    for (;;) {
      const { found, askedAt } = await this.ask((api) => getPage(api, { limit: size, offset: all.length }));
      const items = found?.data ?? [];
      all.push(...items.map((item) => ({ item, askedAt })));
      // Clerk's pages may be shorter than we asked for.
      const total = Math.min(found?.totalCount ?? 0, limit);
      if (items.length === 0 || all.length >= total) return all;
    }
  }

  private async call<T>(
    call: (api: Organizations) => Promise<T>,
    refusals?: Refusals,
  ): Promise<T | undefined> {
    return (await this.ask(call, refusals)).found;
  }

  private ask<T>(call: (api: Organizations) => Promise<T>, refusals?: Refusals): Promise<Answer<T>> {
    return callClerk(() => call(this.sdk.organizations), this.options, refusals);
  }
}

type WebContext = Pick<RequestContext, "env" | "webPool">;

/** The web process's client. During a pause it fails at once, because someone waits for the page. */
export function clerkFor(context: WebContext): ClerkApi {
  const { env } = context;
  const known = clients.get(env);
  if (known) return known;
  const { CLERK_SECRET_KEY: secretKey, CLERK_API_URL: apiUrl, CLERK_CREATOR_ROLE: creatorRole } = env;
  const client = new ClerkApi({ secretKey, apiUrl, creatorRole, pause: webPause(context) });
  clients.set(env, client);
  return client;
}

/**
 * The pause of all processes, read over the routing role. If the database is slow, Clerk is asked without it: its answer says
 * whether it still wants a pause, and no one waits for both.
 */
export function webPause({ webPool }: WebContext): Pause {
  const { read, begin } = clerkPause((fn) => webPool.use(fn));
  const unread = () => ({ now: new Date(), ms: 0 });
  return { begin, read: () => Promise.race([read().catch(unread), Bun.sleep(longestRead).then(unread)]) };
}

/** In milliseconds. */
const longestRead = 500;

const clients = new WeakMap<WebContext["env"], ClerkApi>();
