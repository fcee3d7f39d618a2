import { type Html, html } from "#scripts/local/clerk/http/html.ts";

/** Enough to look back; the page stays quick. */
const SHOWN = 60;

/** The heading of a section, and its items, newest first. */
export function list<T>(
  title: string,
  items: T[],
  card: (item: T) => Html,
  { none, actions = html`` }: { none: string; actions?: Html },
): Html {
  const shown = items.slice(-SHOWN).reverse();
  return html`<div class="head"><h2>${title} <span class="count">${items.length}</span></h2>${actions}</div>
    ${items.length === 0 && html`<p class="none">${none}</p>`}
    <ol class="cards">${shown.map(card)}</ol>
    ${items.length > SHOWN && html`<p class="quiet">Showing the latest ${SHOWN}.</p>`}`;
}

/** The script shows it in the reader's zone, or as how long ago it was. */
export function time(at: number): Html {
  const iso = new Date(at).toISOString();
  return html`<time datetime="${iso}">${iso.slice(11, 19)} UTC</time>`;
}
