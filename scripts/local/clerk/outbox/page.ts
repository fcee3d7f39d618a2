import type { Delivery, DeliveryAttempt, Mail } from "../model.ts";
import { OUTBOX_SCRIPT } from "./script.ts";
import { OUTBOX_STYLE } from "./style.ts";

type Outbox = { mails: Mail[]; deliveries: Delivery[]; endpoint: string | null };

const SHOWN = 100;

/** What the local Clerk sent: mails on the left, webhooks on the right, newest first. */
export function outboxPage({ mails, deliveries, endpoint }: Outbox): string {
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>Outbox · local Clerk</title>
<link rel="icon" href="data:,">
<style>${OUTBOX_STYLE}</style>
<header>
  <h1>Outbox</h1>
  <p>What the local Clerk sent. Nothing left this machine.</p>
</header>
<main>
  <section aria-labelledby="mails">
    <h2 id="mails">Mails <span class="count">${mails.length}</span></h2>
    ${list(mails, mailCard, "No mails yet. Verification codes and invitations arrive here.")}
  </section>
  <section aria-labelledby="deliveries">
    <h2 id="deliveries">Webhooks <span class="count">${deliveries.length}</span></h2>
    <p class="endpoint">${endpoint ? `to <code>${Bun.escapeHTML(endpoint)}</code>` : "No endpoint is set."}</p>
    ${list(deliveries, deliveryCard, "No webhooks yet. They follow every change to users and organizations.")}
  </section>
</main>
<script>${OUTBOX_SCRIPT}</script>
</html>`;
}

function list<T>(items: T[], card: (item: T) => string, none: string): string {
  if (items.length === 0) return `<p class="none">${none}</p>`;
  return items.slice(-SHOWN).reverse().map(card).join("\n");
}

function mailCard(mail: Mail): string {
  return `<article>
    <div class="line"><strong>${Bun.escapeHTML(mail.to)}</strong>${time(mail.createdAt)}</div>
    <p>${Bun.escapeHTML(mail.text)}</p>
    ${mail.code ? codeLine(mail.code) : ""}
    ${mail.link ? linkLine(mail.link) : ""}
  </article>`;
}

function codeLine(code: string): string {
  return `<div class="code"><output>${code}</output><button type="button" data-copy="${code}">Copy</button></div>`;
}

function linkLine(link: string): string {
  const href = Bun.escapeHTML(link);
  return `<p class="actions"><a class="button" href="${href}">Accept invitation</a>
    <button type="button" data-copy="${href}">Copy link</button></p>`;
}

function deliveryCard(delivery: Delivery): string {
  const { id, type, status, attempts } = delivery;
  return `<article>
    <div class="line"><span class="badge ${status}">${status}</span><strong>${type}</strong>${time(delivery.createdAt)}</div>
    <p class="quiet">${subject(delivery)}</p>
    <p class="quiet">${outcome(delivery)}</p>
    <details id="${id}">
      <summary>Payload and attempts</summary>
      <p class="quiet"><code>svix-id: ${id}</code></p>
      ${attempts.length > 0 ? `<ol>${attempts.map(attemptLine).join("")}</ol>` : ""}
      <pre>${Bun.escapeHTML(JSON.stringify(JSON.parse(delivery.body), null, 2))}</pre>
    </details>
    <form method="post" action="/outbox/deliveries/${id}/attempts"><button>Deliver again</button></form>
  </article>`;
}

/** Whom or what the event is about, as far as its payload says. */
function subject({ body }: Delivery): string {
  const { data } = JSON.parse(body);
  const person =
    data.public_user_data?.identifier ?? data.email_address ?? data.email_addresses?.[0]?.email_address;
  const organization = data.organization?.slug ?? data.public_organization_data?.slug ?? data.slug;
  const known = [person, organization, data.role].filter(Boolean);
  return Bun.escapeHTML((known.length > 0 ? known : [data.id]).join(" · "));
}

function outcome({ status, attempts, nextAttemptAt }: Delivery): string {
  const tries = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
  const last = attempts.at(-1);
  const answer = last ? `, last answer ${last.status ?? "none"}` : "";
  const next = status === "pending" && nextAttemptAt ? `, next ${time(nextAttemptAt)}` : "";
  return `${tries}${answer}${next}`;
}

function attemptLine({ at, status, response, durationMs }: DeliveryAttempt): string {
  const said = response ? `: ${Bun.escapeHTML(response.slice(0, 300))}` : "";
  return `<li>${time(at)} <b>${status ?? "no answer"}</b> after ${durationMs} ms${said}</li>`;
}

function time(at: number): string {
  const iso = new Date(at).toISOString();
  return `<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}
