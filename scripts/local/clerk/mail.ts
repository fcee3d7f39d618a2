import type { Clerk } from "./clerk.ts";
import { newCode, newId } from "./ids.ts";
import type { Invitation, Mail, Organization, Verification } from "./model.ts";
import { roleOf } from "./roles.ts";

const MAX_MAILS = 300;
const CODE_LIFE_MS = 10 * 60_000;

/** Sends a six-digit code and returns the pending verification. */
export function sendCode(clerk: Clerk, to: string, strategy = "email_code"): Verification {
  const code = newCode();
  post(clerk, {
    kind: "code",
    to,
    subject: `${code} is your verification code`,
    text: `Your verification code is ${code}. It expires in ten minutes.`,
    code,
    link: null,
  });
  return { status: "unverified", strategy, attempts: 0, expireAt: Date.now() + CODE_LIFE_MS, code };
}

export function sendInvitationMail(clerk: Clerk, invitation: Invitation, organization: Organization): void {
  const link = new URL("/v1/tickets/accept", clerk.settings.frontendUrl);
  link.searchParams.set("ticket", invitation.ticket);
  post(clerk, {
    kind: "invitation",
    to: invitation.emailAddress,
    subject: `You’ve been invited to join ${organization.name}`,
    text: `You’ve been invited to join ${organization.name} as ${roleOf(invitation.role).name.toLowerCase()}.`,
    code: null,
    link: link.href,
  });
}

function post(clerk: Clerk, mail: Omit<Mail, "id" | "createdAt">): void {
  const { mails } = clerk.state;
  mails.push({ id: newId("email"), createdAt: Date.now(), ...mail });
  if (mails.length > MAX_MAILS) mails.splice(0, mails.length - MAX_MAILS);
}
