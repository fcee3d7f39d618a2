import { Router, routes } from "#scripts/local/clerk/http/router.ts";
import type { BackendCall, BackendHandler } from "./call.ts";
import * as invitations from "./invitations.ts";
import * as memberships from "./memberships.ts";
import * as organizations from "./organizations.ts";
import * as sessions from "./sessions.ts";
import * as users from "./users.ts";

export const backendRouter = new Router<BackendHandler>(
  routes({
    "GET /v1/jwks": ({ clerk }: BackendCall) => clerk.tokens.jwks(),
    "GET /v1/clients/handshake_payload": sessions.handshakePayload,
    "POST /v1/testing_tokens": sessions.createTestingToken,

    "GET /v1/users": users.listUsers,
    "POST /v1/users": users.createOne,
    "GET /v1/users/count": users.countUsers,
    "GET /v1/users/:id": users.getOne,
    "PATCH /v1/users/:id": users.updateOne,
    "DELETE /v1/users/:id": users.deleteOne,
    "PATCH /v1/users/:id/metadata": users.mergeUserMetadata,
    "POST /v1/users/:id/verify_password": users.verifyPassword,
    "GET /v1/users/:id/organization_memberships": users.listMembershipsOfUser,
    "GET /v1/users/:id/organization_invitations": users.listInvitationsOfUser,

    "GET /v1/organizations": organizations.listOrganizations,
    "POST /v1/organizations": organizations.createOne,
    "GET /v1/organizations/:id": organizations.getOne,
    "PATCH /v1/organizations/:id": organizations.updateOne,
    "DELETE /v1/organizations/:id": organizations.deleteOne,
    "PATCH /v1/organizations/:id/metadata": organizations.mergeOrganizationMetadata,

    "GET /v1/organization_roles": memberships.listRoles,
    "GET /v1/organization_memberships": memberships.listOfInstance,
    "GET /v1/organizations/:id/memberships": memberships.listOfOrganization,
    "POST /v1/organizations/:id/memberships": memberships.createOne,
    "PATCH /v1/organizations/:id/memberships/:userId": memberships.updateOne,
    "DELETE /v1/organizations/:id/memberships/:userId": memberships.deleteOne,
    "PATCH /v1/organizations/:id/memberships/:userId/metadata": memberships.mergeMembershipMetadata,

    "GET /v1/organizations/:id/invitations": invitations.listInvitations,
    "POST /v1/organizations/:id/invitations": invitations.createOne,
    "POST /v1/organizations/:id/invitations/bulk": invitations.createMany,
    "GET /v1/organizations/:id/invitations/:invitationId": invitations.getOne,
    "POST /v1/organizations/:id/invitations/:invitationId/revoke": invitations.revokeOne,

    "GET /v1/sessions": sessions.listSessions,
    "POST /v1/sessions": sessions.createOne,
    "GET /v1/sessions/:id": sessions.getOne,
    "POST /v1/sessions/:id/revoke": sessions.revokeOne,
    "POST /v1/sessions/:id/tokens": sessions.createToken,

    "POST /v1/sign_in_tokens": sessions.createSignInToken,
    "POST /v1/sign_in_tokens/:id/revoke": sessions.revokeSignInToken,
  }),
);
