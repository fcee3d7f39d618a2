import { type Html, html } from "#scripts/local/clerk/http/html.ts";
import { imageJson } from "#scripts/local/clerk/http/images.ts";
import type { Clerk } from "../clerk.ts";
import { activeSessionsOf } from "../directory/sessions.ts";
import { activityJson } from "../json/client.ts";
import { displayName, primaryEmail } from "../json/user.ts";
import type { Session, User } from "../model.ts";
import { roleOf } from "../roles.ts";
import { list, time } from "./list.ts";

/** Those seen last come first. */
export function peopleSection(clerk: Clerk): Html {
  const users = Object.values(clerk.state.users).sort((a, b) => seenAt(a) - seenAt(b));
  const none = "No users yet. Sign up in the application.";
  return list("People", users, (user) => personCard(clerk, user), { none });
}

function seenAt({ lastActiveAt, createdAt }: User): number {
  return lastActiveAt ?? createdAt;
}

function personCard(clerk: Clerk, user: User): Html {
  const sessions = activeSessionsOf(clerk, { userId: user.id });
  const picture = new URL(imageJson(clerk, user.id, displayName(user)).image_url);
  return html`<li class="card" id="${user.id}">
    <div class="person">
      <img src="${picture.pathname + picture.search}" alt="" width="36" height="36">
      <div><strong>${displayName(user)}</strong><p class="quiet">${primaryEmail(user)}</p></div>
    </div>
    ${roleBadges(clerk, user)}
    ${sessions.length === 0 && html`<p class="quiet">Not signed in.</p>`}
    ${sessions.length > 0 && html`<ul class="sessions">${sessions.map(sessionLine)}</ul>`}
    ${sessions.length > 1 && html`<p><button type="button" class="small" data-post="/controls/users/${user.id}/sessions/expiry">Expire all ${sessions.length}</button></p>`}
  </li>`;
}

function roleBadges({ state }: Clerk, user: User): Html | false {
  const memberships = Object.values(state.memberships).filter(({ userId }) => userId === user.id);
  if (memberships.length === 0) return false;
  const badges = memberships.map(
    ({ organizationId, role }) =>
      html`<span class="badge">${state.organizations[organizationId]?.slug} · ${roleOf(role).name.toLowerCase()}</span>`,
  );
  return html`<p class="badges">${badges}</p>`;
}

function sessionLine(session: Session): Html {
  const { browser_name, device_type } = activityJson(session);
  return html`<li class="line">
    <span class="quiet">${browser_name}, ${device_type}, ${time(session.lastActiveAt)}</span>
    <span class="actions">
      <button type="button" class="small" data-post="/controls/sessions/${session.id}/expiry">Expire</button>
      <button type="button" class="small" data-post="/controls/sessions/${session.id}/revocation">Revoke</button>
    </span>
  </li>`;
}
