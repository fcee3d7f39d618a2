import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { activeSessionsOf } from "#scripts/local/clerk/directory/sessions.ts";
import { document, type Html, html } from "#scripts/local/clerk/http/html.ts";
import { activityJson } from "#scripts/local/clerk/json/client.ts";
import { displayName, primaryEmail } from "#scripts/local/clerk/json/user.ts";
import type { Delivery, Mail, User } from "#scripts/local/clerk/model.ts";
import { roleOf } from "#scripts/local/clerk/roles.ts";
import { controlPanel, faultBanner } from "./control-panel.ts";

const MAX_CARDS = 60;

/** What the local Clerk sent, whom it knows, and the controls that make it fail. */
export function outboxPage(clerk: Clerk): Html {
  const { mails, deliveries, users } = clerk.state;
  const people = Object.values(users).sort((a, b) => lastSeen(a) - lastSeen(b));
  const head = html`<link rel="stylesheet" href="/outbox/outbox.css">
  <script src="/outbox/outbox.js" type="module"></script>`;
  const body = html`
  <header>
    <h1>Outbox</h1>
    <p>What the local Clerk sent. Nothing left this machine.</p>
    <input type="search" id="filter" placeholder="Filter by address, event or id" aria-label="Filter">
    <p id="notice" role="status" hidden></p>
    <div id="faults" data-live>${faultBanner(clerk.controls.settings)}</div>
  </header>
  <main>
    <section id="mails" aria-label="Emails" data-live>
      ${cards("Emails", mails, mailCard, "No emails yet. Verification codes and invitations arrive here.")}
    </section>
    <section id="webhooks" aria-label="Webhooks" data-live>
      ${cards("Webhooks", deliveries, deliveryCard, "No webhooks yet. Every change to users and organizations sends one.")}
      <p><small>${clerk.webhooks.url ? `Sent to ${clerk.webhooks.url}` : "No endpoint is configured, so nothing is sent."}</small>
      ${replayOfUndelivered(deliveries)}</p>
    </section>
    <section id="controls" aria-label="Controls" data-live>${controlPanel(clerk.controls.settings)}</section>
    <section id="people" aria-label="People" data-live>
      ${cards("People", people, (user) => personCard(clerk, user), "Nobody yet. Sign up in the application.")}
    </section>
  </main>`;
  return document("Outbox · local Clerk", body, head);
}

function lastSeen({ lastActiveAt, createdAt }: User): number {
  return lastActiveAt ?? createdAt;
}

/** Newest first. */
function cards<T>(title: string, items: T[], card: (item: T) => Html, ifEmpty: string): Html {
  return html`<h2>${title} (${items.length})</h2>
    ${items.length === 0 && html`<p>${ifEmpty}</p>`}
    <ol class="cards">${items.slice(-MAX_CARDS).reverse().map(card)}</ol>
    ${items.length > MAX_CARDS && html`<p><small>Only the latest ${MAX_CARDS} are shown.</small></p>`}`;
}

function mailCard({ id, to, text, code, link, createdAt }: Mail): Html {
  return html`<li class="card" id="${id}">
    <p class="line"><strong>${to}</strong>${time(createdAt)}</p>
    <p>${text}</p>
    ${code && html`<p class="line"><span class="code">${code}</span>${copyButton("Copy code", code)}</p>`}
    ${link && html`<p class="line"><a href="${link}" target="_blank" rel="noopener">Open invitation</a>${copyButton("Copy link", link)}</p>`}
  </li>`;
}

function deliveryCard(delivery: Delivery): Html {
  const { id, type, status, attempts, createdAt, body } = delivery;
  return html`<li class="card" id="${id}">
    <p class="line"><strong>${type}</strong> <span>${status}</span>${time(createdAt)}</p>
    <p><small>${subject(delivery)}</small></p>
    <details id="details-${id}">
      <summary>${outcome(delivery)}</summary>
      <ol>${attempts.map(({ at, status, response, durationMs }) => html`<li>${time(at)} <b>${status ?? "no response"}</b> after ${durationMs} ms${response && `: ${response.slice(0, 300)}`}</li>`)}</ol>
      <p class="line"><small>svix-id: ${id}</small>${copyButton("Copy payload", body)}</p>
      <pre tabindex="0">${JSON.stringify(JSON.parse(body), null, 2)}</pre>
    </details>
    <p class="line">${sendButton("Replay", replayOf(delivery))}</p>
  </li>`;
}

/** Whom or what the event is about, as far as its payload says. */
function subject({ body }: Delivery): string {
  const { data } = JSON.parse(body);
  const person =
    data.public_user_data?.identifier ?? data.email_address ?? data.email_addresses?.[0]?.email_address;
  const organization = data.organization?.slug ?? data.public_organization_data?.slug ?? data.slug;
  const known = [person, organization, data.role].filter(Boolean);
  return (known.length > 0 ? known : [data.id]).join(" · ");
}

function outcome({ status, attempts, nextAttemptAt }: Delivery): Html {
  if (status === "dropped") return html`Dropped by the controls, not sent`;
  const last = attempts.at(-1);
  return html`${attempts.length} ${attempts.length === 1 ? "attempt" : "attempts"}${last && `, last response ${last.status ?? "none"}`}${
    status === "pending" && nextAttemptAt !== null && html`, next at ${time(nextAttemptAt)}`
  }`;
}

function replayOfUndelivered(deliveries: Delivery[]): Html | false {
  const undelivered = deliveries.filter(({ status }) => status === "dropped" || status === "failed");
  const label = `Replay ${undelivered.length} not delivered`;
  return undelivered.length > 0 && sendButton(label, undelivered.map(replayOf).join(","));
}

function replayOf({ id }: Delivery): string {
  return `POST /controls/deliveries/${id}/attempts`;
}

function personCard(clerk: Clerk, user: User): Html {
  const sessions = activeSessionsOf(clerk, { userId: user.id });
  const memberships = Object.values(clerk.state.memberships).filter(({ userId }) => userId === user.id);
  const roles = memberships.map(
    ({ organizationId, role }) =>
      `${clerk.state.organizations[organizationId]?.slug} · ${roleOf(role).name.toLowerCase()}`,
  );
  return html`<li class="card" id="${user.id}">
    <p><strong>${displayName(user)}</strong><br>${primaryEmail(user)}<br><small>${roles.join(", ")}</small></p>
    ${sessions.length === 0 && html`<p>Not signed in.</p>`}
    ${sessions.map((session) => {
      const { browser_name, device_type } = activityJson(session);
      const path = `POST /controls/sessions/${session.id}`;
      return html`<p class="line"><small>${browser_name}, ${device_type}, ${time(session.lastActiveAt)}</small>
        <span>${sendButton("Expire", `${path}/expiry`)} ${sendButton("Revoke", `${path}/revocation`)}</span></p>`;
    })}
    ${sessions.length > 1 && html`<p class="line">${sendButton(`Expire all ${sessions.length}`, `POST /controls/users/${user.id}/sessions/expiry`)}</p>`}
  </li>`;
}

function copyButton(label: string, text: string): Html {
  return html`<button type="button" class="outline" data-copy="${text}">${label}</button>`;
}

function sendButton(label: string, requests: string): Html {
  return html`<button type="button" class="outline" data-send="${requests}">${label}</button>`;
}

function time(at: number): Html {
  const date = new Date(at);
  return html`<time datetime="${date.toISOString()}">${date.toLocaleTimeString("en-GB")}</time>`;
}
