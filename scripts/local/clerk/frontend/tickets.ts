import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { acceptInvitation, requirePending } from "#scripts/local/clerk/directory/invitations.ts";
import { findInvitationByTicket, findUserByEmail, getUser } from "#scripts/local/clerk/directory/lookups.ts";
import { activeSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import { ClerkError, invalidParam } from "#scripts/local/clerk/http/errors.ts";
import { isOwnUrl } from "#scripts/local/clerk/http/origin.ts";
import type { Invitation, SignInToken, User } from "#scripts/local/clerk/model.ts";
import type { FrontendCall } from "./call.ts";
import { refusedTicketPage } from "./ticket-page.ts";

/** Accepts a sign-in token of the Backend API, or an invitation to an existing user. */
export function redeemForSignIn(clerk: Clerk, ticket: string): { user: User; organizationId: string | null } {
  const token = findSignInToken(clerk, ticket);
  if (token) {
    requireUsable(token);
    token.status = "accepted";
    token.updatedAt = Date.now();
    return { user: getUser(clerk, token.userId), organizationId: null };
  }
  const invitation = requireInvitation(clerk, ticket);
  const user = findUserByEmail(clerk, invitation.emailAddress);
  if (!user) throw invalidParam("identifier", "Couldn't find your account.", "form_identifier_not_found");
  const { organizationId } = acceptInvitation(clerk, invitation, user);
  return { user, organizationId };
}

export function invitationForSignUp(clerk: Clerk, ticket: string): Invitation {
  const invitation = requireInvitation(clerk, ticket);
  requirePending(invitation);
  return invitation;
}

/** The link in an invitation mail: redirects to the application with the ticket, or shows why it is not valid. */
export function acceptTicket(call: FrontendCall): Response {
  try {
    return accept(call);
  } catch (error) {
    const isForPerson = call.request.headers.get("accept")?.includes("text/html");
    if (!isForPerson || !(error instanceof ClerkError)) throw error;
    return refusedTicketPage(call.clerk, error);
  }
}

function accept(call: FrontendCall): Response {
  const ticket = call.url.searchParams.get("ticket") ?? "";
  const token = findSignInToken(call.clerk, ticket);
  if (token) return redirectToApp(call, null, "sign_in", ticket);
  const invitation = requireInvitation(call.clerk, ticket);
  requirePending(invitation);
  const user = findUserByEmail(call.clerk, invitation.emailAddress);
  if (user && call.client && isSignedIn(call, user)) {
    acceptInvitation(call.clerk, invitation, user);
    return redirectToApp(call, invitation.redirectUrl, "complete", ticket);
  }
  return redirectToApp(call, invitation.redirectUrl, user ? "sign_in" : "sign_up", ticket);
}

const PAGE_OF_STATUS = { sign_in: "/sign-in", sign_up: "/sign-up", complete: "/workspaces" };

function redirectToApp(
  { clerk }: FrontendCall,
  wanted: string | null,
  status: keyof typeof PAGE_OF_STATUS,
  ticket: string,
): Response {
  const { baseUrl } = clerk.settings;
  const url = new URL(wanted && isOwnUrl(clerk, wanted) ? wanted : new URL(PAGE_OF_STATUS[status], baseUrl));
  url.searchParams.set("__clerk_status", status);
  if (status !== "complete") url.searchParams.set("__clerk_ticket", ticket);
  return new Response(null, { status: 303, headers: { location: url.href } });
}

function isSignedIn({ clerk, client }: FrontendCall, user: User): boolean {
  return (
    !!client && activeSessionsOf(clerk, { clientId: client.id }).some(({ userId }) => userId === user.id)
  );
}

function requireInvitation(clerk: Clerk, ticket: string): Invitation {
  const invitation = findInvitationByTicket(clerk, ticket);
  if (!invitation) throw new ClerkError(400, "ticket_invalid_code", "The ticket is invalid.");
  return invitation;
}

function findSignInToken(clerk: Clerk, ticket: string): SignInToken | undefined {
  return Object.values(clerk.state.signInTokens).find((token) => token.token === ticket);
}

function requireUsable(token: SignInToken): void {
  if (token.status === "pending" && token.expiresAt > Date.now()) return;
  const code = token.status === "pending" ? "ticket_expired_code" : `sign_in_token_${token.status}_code`;
  throw new ClerkError(400, code, "This ticket has expired, been used or been revoked.");
}
