import { type Html, html } from "#scripts/local/clerk/http/html.ts";
import type { Mail } from "../model.ts";
import { list, time } from "./list.ts";

export function mailSection(mails: Mail[]): Html {
  return list("Mails", mails, mailCard, {
    none: "No emails yet. Verification codes and invitations show up here.",
  });
}

function mailCard({ id, to, text, code, link, createdAt }: Mail): Html {
  return html`<li class="card" id="${id}">
    <div class="line"><strong>${to}</strong>${time(createdAt)}</div>
    <p class="quiet">${text}</p>
    ${code && html`<div class="code"><span class="digits">${code}</span><button type="button" class="primary" data-copy="${code}">Copy code</button></div>`}
    ${
      link &&
      html`<p class="actions"><a class="button primary" href="${link}" target="_blank" rel="noopener">Open invitation</a>
      <button type="button" data-copy="${link}">Copy link</button></p>`
    }
  </li>`;
}
