import { json } from "#scripts/local/clerk/http/http.ts";
import { Router, routes } from "#scripts/local/clerk/http/router.ts";
import { environmentJson } from "#scripts/local/clerk/json/environment.ts";
import type { FrontendCall, FrontendHandler } from "./call.ts";
import { handshake } from "./handshake.ts";
import * as me from "./me.ts";
import * as organizations from "./organizations.ts";
import * as sessions from "./sessions.ts";
import * as signIn from "./sign-in.ts";
import * as signUp from "./sign-up.ts";
import { acceptTicket } from "./tickets.ts";

const environment = ({ clerk }: FrontendCall) => json(environmentJson(clerk));
const health = () => json({ status: "healthy" });
const keys = ({ clerk }: FrontendCall) => json(clerk.tokens.jwks());

export const frontendRouter = new Router<FrontendHandler>(
  routes({
    "GET /v1/environment": environment,
    "PATCH /v1/environment": environment,
    "GET /v1/health": health,
    "GET /.well-known/jwks.json": keys,

    "GET /v1/client": sessions.getClient,
    "PUT /v1/client": sessions.makeClient,
    "POST /v1/client": sessions.makeClient,
    "DELETE /v1/client": sessions.removeSessions,
    "DELETE /v1/client/sessions": sessions.removeSessions,
    "GET /v1/client/handshake": handshake,
    "GET /v1/tickets/accept": acceptTicket,

    "POST /v1/client/sign_ins": signIn.createSignIn,
    "GET /v1/client/sign_ins/:id": signIn.getSignIn,
    "POST /v1/client/sign_ins/:id/prepare_first_factor": signIn.prepareFirstFactor,
    "POST /v1/client/sign_ins/:id/attempt_first_factor": signIn.attemptFirstFactor,
    "POST /v1/client/sign_ins/:id/reset_password": signIn.resetPassword,

    "POST /v1/client/sign_ups": signUp.createSignUp,
    "GET /v1/client/sign_ups/:id": signUp.getSignUp,
    "PATCH /v1/client/sign_ups/:id": signUp.updateSignUp,
    "POST /v1/client/sign_ups/:id/prepare_verification": signUp.prepareVerification,
    "POST /v1/client/sign_ups/:id/attempt_verification": signUp.attemptVerification,

    "GET /v1/client/sessions/:id": sessions.getOwnSession,
    "POST /v1/client/sessions/:id/touch": sessions.touchSession,
    "POST /v1/client/sessions/:id/tokens": sessions.createToken,
    "POST /v1/client/sessions/:id/end": sessions.endOwnSession("ended"),
    "POST /v1/client/sessions/:id/remove": sessions.endOwnSession("removed"),

    "GET /v1/me": me.getMe,
    "PATCH /v1/me": me.updateMe,
    "DELETE /v1/me": me.deleteMe,
    "POST /v1/me/change_password": me.changePassword,
    "POST /v1/me/profile_image": me.uploadPicture,
    "DELETE /v1/me/profile_image": me.deletePicture,
    "GET /v1/me/sessions/active": sessions.listDevices,
    "POST /v1/me/sessions/:id/revoke": sessions.revokeDevice,
    "POST /v1/me/email_addresses": me.addEmail,
    "POST /v1/me/email_addresses/:id/prepare_verification": me.prepareEmail,
    "POST /v1/me/email_addresses/:id/attempt_verification": me.attemptEmail,
    "DELETE /v1/me/email_addresses/:id": me.deleteEmail,
    "GET /v1/me/organization_memberships": me.listOwnMemberships,
    "DELETE /v1/me/organization_memberships/:organizationId": me.leaveOrganization,
    "GET /v1/me/organization_invitations": me.listOwnInvitations,
    "POST /v1/me/organization_invitations/:id/accept": me.acceptOwnInvitation,
    "GET /v1/me/organization_suggestions": organizations.emptyList,

    "POST /v1/organizations": organizations.createOwnOrganization,
    "GET /v1/organizations/:id": organizations.getOwnOrganization,
    "PATCH /v1/organizations/:id": organizations.updateOwnOrganization,
    "DELETE /v1/organizations/:id": organizations.deleteOwnOrganization,
    "PUT /v1/organizations/:id/logo": organizations.uploadLogo,
    "DELETE /v1/organizations/:id/logo": organizations.deleteLogo,
    "GET /v1/organizations/:id/roles": organizations.listRoles,
    "GET /v1/organizations/:id/memberships": organizations.listMemberships,
    "POST /v1/organizations/:id/memberships": organizations.addMemberDirectly,
    "PATCH /v1/organizations/:id/memberships/:userId": organizations.updateMember,
    "DELETE /v1/organizations/:id/memberships/:userId": organizations.removeOtherMember,
    "GET /v1/organizations/:id/invitations": organizations.listInvitations,
    "POST /v1/organizations/:id/invitations": organizations.inviteOne,
    "POST /v1/organizations/:id/invitations/bulk": organizations.invite,
    "POST /v1/organizations/:id/invitations/:invitationId/revoke": organizations.revokeOwnInvitation,
    "GET /v1/organizations/:id/membership_requests": organizations.emptyList,
    "GET /v1/organizations/:id/domains": organizations.emptyList,
  }),
);
