import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import type { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { document, html, htmlResponse } from "#scripts/local/clerk/http/html.ts";

/** The page for a person who followed a link that is no longer valid. */
export function refusedTicketPage({ settings }: Clerk, { status, errors }: ClerkError): Response {
  const { title, advice } = TEXTS[errors[0]?.code ?? ""] ?? INVALID;
  const body = html`
  <main class="container">
    <h1>${title}</h1>
    <p>${advice}</p>
    <p><a href="${new URL("/workspaces", settings.baseUrl).href}">Go to your workspaces</a></p>
  </main>`;
  return htmlResponse(document(title, body), status);
}

const INVALID = {
  title: "This link isn’t valid",
  advice: "Check that you copied the whole link, or ask for a new invitation.",
};

const TEXTS: Record<string, { title: string; advice: string }> = {
  invitation_expired: {
    title: "This invitation has expired",
    advice: "Ask the person who invited you for a new one.",
  },
  invitation_revoked: {
    title: "This invitation was revoked",
    advice: "If you think this is a mistake, contact the person who invited you.",
  },
  invitation_already_accepted: {
    title: "This invitation has already been accepted",
    advice: "Sign in to open the workspace.",
  },
};
