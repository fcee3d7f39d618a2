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
import { filterBy, paginated, search, sorted } from "#scripts/local/clerk/http/lists.ts";
import { organizationBackendJson } from "#scripts/local/clerk/json/organization.ts";
import { mergedMetadata } from "#scripts/local/clerk/metadata.ts";
import { type BackendRoutes, metadataFields, time } from "./call.ts";

const createBody = z.strictObject({
  ...metadataFields,
  name: z.string(),
  slug: z.string().optional(),
  created_by: z.string().optional(),
  max_allowed_memberships: z.number().int().min(0).optional(),
  created_at: time.optional(),
});
const updateBody = createBody
  .omit({ created_by: true, created_at: true })
  .extend({ admin_delete_enabled: z.boolean() })
  .partial();
const metadataBody = z.strictObject(metadataFields);

export const organizationRoutes: BackendRoutes = {
  "GET /v1/organizations": ({ clerk, query }) => {
    const isListed = filterBy(query, "organization_id");
    const matches = search(query);
    const found = Object.values(clerk.state.organizations).filter(
      ({ id, name, slug }) => isListed(id) && matches(`${id} ${name} ${slug}`),
    );
    const organizations = sorted(found, query, {
      name: ({ name }) => name,
      members_count: ({ id }) => membershipsOf(clerk, { organizationId: id }).length,
    });
    return paginated(organizations, query, (organization) => organizationBackendJson(clerk, organization));
  },

  "POST /v1/organizations": ({ clerk, body }) =>
    organizationBackendJson(clerk, createOrganization(clerk, parse(createBody, body))),

  "GET /v1/organizations/:id": ({ clerk, params }) =>
    organizationBackendJson(clerk, getOrganizationByIdOrSlug(clerk, params.get("id"))),

  "PATCH /v1/organizations/:id": ({ clerk, params, body }) => {
    const organization = getOrganization(clerk, params.get("id"));
    updateOrganization(clerk, organization, parse(updateBody, body));
    return organizationBackendJson(clerk, organization);
  },

  "PATCH /v1/organizations/:id/metadata": ({ clerk, params, body }) => {
    const organization = getOrganization(clerk, params.get("id"));
    updateOrganization(clerk, organization, mergedMetadata(organization, parse(metadataBody, body)));
    return organizationBackendJson(clerk, organization);
  },

  "DELETE /v1/organizations/:id": ({ clerk, params }) =>
    deleteOrganization(clerk, getOrganization(clerk, params.get("id"))),
};
