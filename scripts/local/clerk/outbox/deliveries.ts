import { type Html, html } from "#scripts/local/clerk/http/html.ts";
import type { Delivery, DeliveryAttempt } from "../model.ts";
import { highlighted } from "./highlighted.ts";
import { list, time } from "./list.ts";

export function deliverySection(deliveries: Delivery[], endpoint: string | null): Html {
  const none = "No webhooks yet. Every change to users and organizations sends one.";
  return html`${list("Webhooks", deliveries, deliveryCard, { none, actions: replayOfLost(deliveries) })}
    <p class="quiet">${endpoint ? html`Sent to <code>${endpoint}</code>` : "No endpoint is configured, so nothing is sent."}</p>`;
}

function replayOfLost(deliveries: Delivery[]): Html {
  const lost = deliveries.filter(({ status }) => status === "dropped" || status === "failed");
  if (lost.length === 0) return html``;
  const paths = lost.map(({ id }) => replayPath(id)).join(" ");
  return html`<button type="button" class="small" data-post="${paths}">Replay ${lost.length} undelivered</button>`;
}

function replayPath(id: string): string {
  return `/controls/deliveries/${id}/attempts`;
}

function deliveryCard(delivery: Delivery): Html {
  const { id, type, status, attempts, createdAt } = delivery;
  return html`<li class="card" id="${id}">
    <div class="line"><span class="badge ${status}">${status}</span><strong>${type}</strong>${time(createdAt)}</div>
    <p class="quiet">${subject(delivery)}</p>
    <div class="fold">
      <details id="details-${id}">
        <summary>${outcome(delivery)}</summary>
        ${attempts.length > 0 && html`<ol class="attempts">${attempts.map(attemptLine)}</ol>`}
        <p class="line"><code class="quiet">svix-id: ${id}</code>
          <button type="button" class="small" data-copy="${delivery.body}">Copy payload</button></p>
        <pre tabindex="0">${highlighted(JSON.parse(delivery.body))}</pre>
      </details>
      <button type="button" class="small" data-post="${replayPath(id)}">Replay</button>
    </div>
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
  if (status === "dropped") return html`Dropped by the controls`;
  const last = attempts.at(-1);
  const tries = attempts.length === 1 ? "1 attempt" : `${attempts.length} attempts`;
  return html`${tries}${last && `, last response ${last.status ?? "none"}`}${
    status === "pending" && nextAttemptAt !== null && html`, next ${time(nextAttemptAt)}`
  }`;
}

function attemptLine({ at, status, response, durationMs }: DeliveryAttempt): Html {
  return html`<li>${time(at)} <b>${status ?? "no response"}</b> after ${durationMs} ms${response && `: ${response.slice(0, 300)}`}</li>`;
}
