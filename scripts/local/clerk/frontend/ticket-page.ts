import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import type { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import { html, htmlResponse } from "#scripts/local/clerk/http/html.ts";

/** The page for a person who followed a link that is no longer valid. */
export function refusedTicketPage({ settings }: Clerk, { status, errors }: ClerkError): Response {
  const { title, advice } = TEXTS[errors[0]?.code ?? ""] ?? INVALID;
  const page = html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/outbox/pico.css">
</head>
<body>
  <main class="container">
    <h1>${title}</h1>
    <p>${advice}</p>
    <p><a href="${new URL("/workspaces", settings.baseUrl).href}">Go to your workspaces</a></p>
  </main>
</body>
</html>`;
  return htmlResponse(page, status);
}

const INVALID = {
  title: "This link is not valid",
  advice: "Check that the whole address was copied, or ask who invited you to send a new invitation.",
};

const TEXTS: Record<string, { title: string; advice: string }> = {
  invitation_expired: {
    title: "This invitation has expired",
    advice: "Ask who invited you to send a new one.",
  },
  invitation_revoked: {
    title: "This invitation was withdrawn",
    advice: "If you think that this is a mistake, ask who invited you.",
  },
  invitation_already_accepted: {
    title: "This invitation has been accepted",
    advice: "An invitation works once. The workspace is among yours when you sign in.",
  },
};
