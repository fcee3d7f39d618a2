import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { invalidParam } from "#scripts/local/clerk/http/errors.ts";
import { newId } from "#scripts/local/clerk/ids.ts";
import type { Organization } from "#scripts/local/clerk/model.ts";
import { OWNER } from "#scripts/local/clerk/roles.ts";
import { organizationChanged, organizationDeleted } from "#scripts/local/clerk/webhooks/events.ts";
import { findOrganizationBySlug, getUser } from "./lookups.ts";
import { addMember, leaveInSessions } from "./memberships.ts";

const SLUG = /^[a-z0-9](?:[a-z0-9_-]*[a-z0-9])?$/;
const MAX_LENGTH = 256;

export type OrganizationChanges = Partial<
  Pick<
    Organization,
    "name" | "slug" | "maxAllowedMemberships" | "adminDeleteEnabled" | "publicMetadata" | "privateMetadata"
  >
>;

export type NewOrganization = Omit<OrganizationChanges, "adminDeleteEnabled"> & {
  name: string;
  createdBy?: string;
  createdAt?: number;
};

/** The creator, if given, becomes the owner. */
export function createOrganization(clerk: Clerk, input: NewOrganization): Organization {
  const creator = input.createdBy ? getUser(clerk, input.createdBy) : undefined;
  const name = requireName(input.name);
  const now = input.createdAt ?? Date.now();
  const organization: Organization = {
    id: newId("org"),
    name,
    slug: input.slug ? requireFreeSlug(clerk, input.slug) : slugFor(clerk, name),
    createdBy: creator?.id ?? null,
    maxAllowedMemberships: input.maxAllowedMemberships ?? 0,
    adminDeleteEnabled: true,
    publicMetadata: input.publicMetadata ?? {},
    privateMetadata: input.privateMetadata ?? {},
    createdAt: now,
    updatedAt: now,
  };
  clerk.state.organizations[organization.id] = organization;
  if (!creator) organizationChanged(clerk, "created", organization);
  else
    addMember(clerk, organization, creator, OWNER, () => organizationChanged(clerk, "created", organization));
  return organization;
}

export function updateOrganization(
  clerk: Clerk,
  organization: Organization,
  changes: OrganizationChanges,
): Organization {
  const name = changes.name === undefined ? organization.name : requireName(changes.name);
  const slug =
    changes.slug === undefined || changes.slug === organization.slug
      ? organization.slug
      : requireFreeSlug(clerk, changes.slug);
  const given = Object.entries(changes).filter(([, value]) => value !== undefined);
  Object.assign(organization, Object.fromEntries(given), { name, slug, updatedAt: Date.now() });
  organizationChanged(clerk, "updated", organization);
  return organization;
}

/** Returns Clerk's JSON of a deleted organization. */
export function deleteOrganization(clerk: Clerk, organization: Organization) {
  const { memberships, invitations } = clerk.state;
  for (const membership of Object.values(memberships)) {
    if (membership.organizationId === organization.id) delete memberships[membership.id];
  }
  for (const invitation of Object.values(invitations)) {
    if (invitation.organizationId === organization.id) delete invitations[invitation.id];
  }
  delete clerk.state.organizations[organization.id];
  leaveInSessions(clerk, organization.id);
  return organizationDeleted(clerk, organization);
}

function requireName(name: string): string {
  const trimmed = name.trim();
  if (!trimmed) throw invalidParam("name", "name must be included.", "form_param_missing");
  if (trimmed.length > MAX_LENGTH) {
    const message = `name must not exceed ${MAX_LENGTH} characters.`;
    throw invalidParam("name", message, "form_param_max_length_exceeded");
  }
  return trimmed;
}

function requireFreeSlug(clerk: Clerk, slug: string): string {
  if (!SLUG.test(slug) || slug.length > MAX_LENGTH) {
    const message = "slug can only contain lowercase alphanumeric characters and the dash symbol.";
    throw invalidParam("slug", message, "form_param_format_invalid");
  }
  if (findOrganizationBySlug(clerk, slug)) {
    throw invalidParam("slug", "That slug is taken. Please try another.", "form_identifier_exists");
  }
  return slug;
}

function slugFor(clerk: Clerk, name: string): string {
  const plain = name
    .normalize("NFKD")
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replaceAll(/^-|-$/g, "");
  if (plain && !findOrganizationBySlug(clerk, plain)) return plain;
  return `${plain || "organization"}-${Date.now()}`;
}
