import { type ControlSettings, NO_FAULTS } from "#scripts/local/clerk/controls/settings.ts";
import { type Html, html } from "#scripts/local/clerk/http/html.ts";
import { EVENT_TYPES } from "#scripts/local/clerk/webhooks/event-types.ts";

type Control = { name: string; label: string; unit: string; value: unknown; normal: unknown };

/** Lists what is made to fail; empty when everything works. */
export function faultBanner(settings: ControlSettings): Html | false {
  const faults = controlsOf(settings)
    .flatMap(([group, controls]) => controls.map((control) => ({ group, ...control })))
    .filter(({ value, normal }) => value !== normal);
  if (faults.length === 0) return false;
  return html`<div role="alert">
    <ul>${faults.map(({ group, label, value, unit }) => html`<li>${group}: ${label.toLowerCase()}${value !== true && ` ${[value].flat().join(", ")} ${unit}`.trimEnd()}</li>`)}</ul>
    <p class="line"><button type="button" data-send="DELETE /controls">Reset all faults</button></p>
  </div>`;
}

/** The page's script sends each change as it is made. */
export function controlPanel(settings: ControlSettings): Html {
  const groups = controlsOf(settings).map(
    ([group, controls]) =>
      html`<fieldset><legend><strong>${group}</strong></legend>${controls.map(row)}</fieldset>`,
  );
  return html`<h2>Controls</h2><form class="card" autocomplete="off">${groups}</form>`;
}

function controlsOf({ backend, webhooks }: ControlSettings): [group: string, controls: Control[]][] {
  const ofBackend = (key: keyof typeof backend, label: string, unit = "") => ({
    ...{ name: `backend.${key}`, label, unit, value: backend[key], normal: NO_FAULTS.backend[key] },
  });
  const ofWebhooks = (key: keyof typeof webhooks, label: string, unit = "") => ({
    ...{ name: `webhooks.${key}`, label, unit, value: webhooks[key], normal: NO_FAULTS.webhooks[key] },
  });
  return [
    [
      "Backend API",
      [
        ofBackend("down", "Down (503)"),
        ofBackend("rateLimited", "Rate limited (429)"),
        ofBackend("slowMs", "Answer delay", "ms"),
      ],
    ],
    [
      "Webhooks",
      [
        ofWebhooks("hold", "Held"),
        ofWebhooks("drop", "Dropped"),
        ofWebhooks("delayMs", "Delivery delay", "ms"),
        ofWebhooks("reorderMs", "Shuffle window", "ms"),
        ofWebhooks("duplicate", "Copies of each"),
        ofWebhooks("fail", "Failures before success"),
      ],
    ],
  ];
}

function row({ name, label, unit, value }: Control): Html {
  return html`<label class="line"><span>${label}${unit && ` (${unit})`}</span>${input(name, value)}</label>`;
}

function input(name: string, value: unknown): Html {
  if (name === "webhooks.drop") return dropChoice(name, value);
  if (typeof value === "number")
    return html`<input type="number" name="${name}" value="${value}" min="0" step="1">`;
  return html`<input type="checkbox" role="switch" name="${name}" ${value === true && html`checked`}>`;
}

/** One event type or all; several can be set over HTTP, and are shown as one choice. */
function dropChoice(name: string, value: unknown): Html {
  const current = [value].flat().join(",");
  const choices = new Map([
    ["false", "None"],
    ["true", "All"],
    ...EVENT_TYPES.map((type) => [type, type] as const),
  ]);
  if (!choices.has(current)) choices.set(current, current);
  const options = [...choices].map(
    ([choice, label]) =>
      html`<option value="${choice}" ${choice === current && html`selected`}>${label}</option>`,
  );
  return html`<select name="${name}">${options}</select>`;
}
