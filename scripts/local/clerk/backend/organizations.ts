import { z } from "zod";
import {
  getOrganization,
  getOrganizationByIdOrSlug,
  membershipsOf,
} from "#scripts/local/clerk/directory/lookups.ts";
import {
  createOrganization,
  deleteOrganization,
  updateOrganization,
} from "#scripts/local/clerk/directory/organizations.ts";
import { parse } from "#scripts/local/clerk/http/errors.ts";
import { listParam, page, paginated } from "#scripts/local/clerk/http/http.ts";
import { sorted } from "#scripts/local/clerk/http/sorting.ts";
import { organizationBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { mergeMetadata } from "#scripts/local/clerk/metadata.ts";
import { type BackendCall, metadata, time } from "./call.ts";

const bothMetadata = { public_metadata: metadata.optional(), private_metadata: metadata.optional() };

const createBody = z.strictObject({
  ...bothMetadata,
  name: z.string(),
  slug: z.string().optional(),
  created_by: z.string().optional(),
  max_allowed_memberships: z.number().int().min(0).optional(),
  created_at: time.optional(),
});

const updateBody = z.strictObject({
  ...bothMetadata,
  name: z.string().optional(),
  slug: z.string().optional(),
  admin_delete_enabled: z.boolean().optional(),
  max_allowed_memberships: z.number().int().min(0).optional(),
});

const metadataBody = z.strictObject(bothMetadata);

export function createOne({ clerk, body }: BackendCall) {
  const input = parse(createBody, body);
  const organization = createOrganization(clerk, {
    name: input.name,
    slug: input.slug,
    createdBy: input.created_by,
    maxAllowedMemberships: input.max_allowed_memberships,
    publicMetadata: input.public_metadata,
    privateMetadata: input.private_metadata,
    createdAt: input.created_at,
  });
  return organizationBackendJson(clerk, organization);
}

export function listOrganizations({ clerk, query }: BackendCall) {
  const ids = listParam(query, "organization_id");
  const words = (query.get("query") ?? "").toLowerCase();
  const found = Object.values(clerk.state.organizations)
    .filter(({ id }) => ids.length === 0 || ids.includes(id))
    .filter(({ id, name, slug }) => `${id} ${name} ${slug}`.toLowerCase().includes(words));
  const organizations = sorted(found, query.get("order_by") ?? "-created_at", {
    name: ({ name }) => name,
    created_at: ({ createdAt }) => createdAt,
    members_count: ({ id }) => membershipsOf(clerk, { organizationId: id }).length,
  });
  return paginated(organizations, page(query), (organization) =>
    organizationBackendJson(clerk, organization),
  );
}

/** By id or by slug, as Clerk does. */
export function getOne({ clerk, params }: BackendCall) {
  return organizationBackendJson(clerk, getOrganizationByIdOrSlug(clerk, params.get("id")));
}

export function updateOne({ clerk, params, body }: BackendCall) {
  const organization = getOrganization(clerk, params.get("id"));
  const input = parse(updateBody, body);
  updateOrganization(clerk, organization, {
    name: input.name,
    slug: input.slug,
    adminDeleteEnabled: input.admin_delete_enabled,
    maxAllowedMemberships: input.max_allowed_memberships,
    publicMetadata: input.public_metadata,
    privateMetadata: input.private_metadata,
  });
  return organizationBackendJson(clerk, organization);
}

export function mergeOrganizationMetadata({ clerk, params, body }: BackendCall) {
  const organization = getOrganization(clerk, params.get("id"));
  const input = parse(metadataBody, body);
  updateOrganization(clerk, organization, {
    publicMetadata: mergeMetadata(organization.publicMetadata, input.public_metadata),
    privateMetadata: mergeMetadata(organization.privateMetadata, input.private_metadata),
  });
  return organizationBackendJson(clerk, organization);
}

export function deleteOne({ clerk, params }: BackendCall) {
  const organization = getOrganization(clerk, params.get("id"));
  deleteOrganization(clerk, organization);
  return { object: "organization", id: organization.id, slug: organization.slug, deleted: true };
}
