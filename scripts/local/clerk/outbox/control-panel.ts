import { type Html, html } from "#scripts/local/clerk/http/html.ts";
import { EVENT_TYPES } from "#scripts/local/clerk/webhooks/events.ts";
import { type ControlSettings, NO_FAULTS } from "../controls/settings.ts";

/** Says aloud what is made to fail; empty when everything works. */
export function faultBanner(settings: ControlSettings): Html {
  const faults = faultsOf(settings);
  if (faults.length === 0) return html``;
  return html`<div class="banner" role="alert">
    <ul>${faults.map((fault) => html`<li>${fault}</li>`)}</ul>
    <button type="button" data-reset>Reset all faults</button>
  </div>`;
}

/** One control each; the script sends a change as soon as it is made. */
export function controlPanel({ backend, webhooks }: ControlSettings): Html {
  return html`<div class="head"><h2>Controls</h2></div>
    <form class="card" autocomplete="off">
      <fieldset><legend>Backend API</legend>
        ${toggle("backend.down", "Down (responds 503)", backend.down)}
        ${toggle("backend.rateLimited", "Rate-limited (responds 429)", backend.rateLimited)}
        ${number("backend.slowMs", "Respond after", backend.slowMs, "ms")}
      </fieldset>
      <fieldset><legend>Webhooks</legend>
        ${toggle("webhooks.hold", "Hold until released", webhooks.hold)}
        ${dropChoice(webhooks.drop)}
        ${number("webhooks.delayMs", "Delay by", webhooks.delayMs, "ms")}
        ${number("webhooks.reorderMs", "Shuffle within", webhooks.reorderMs, "ms")}
        ${number("webhooks.duplicate", "Deliver each", webhooks.duplicate, "times")}
        ${number("webhooks.fail", "Fail each first", webhooks.fail, "times")}
      </fieldset>
    </form>`;
}

function faultsOf({ backend, webhooks }: ControlSettings): string[] {
  const { hold, drop, delayMs, reorderMs, duplicate, fail } = webhooks;
  const dropped =
    drop === true ? "Webhooks are dropped." : `Webhooks are dropped: ${[drop].flat().join(", ")}.`;
  const faults: [boolean, string][] = [
    [backend.down, "The Backend API is down."],
    [backend.rateLimited, "The Backend API rate-limits every call."],
    [backend.slowMs > 0, `The Backend API responds after ${backend.slowMs} ms.`],
    [hold, "Webhooks are held."],
    [drop !== false, dropped],
    [delayMs > 0, `Webhooks are delayed by ${delayMs} ms.`],
    [reorderMs > 0, `Webhooks are shuffled within ${reorderMs} ms.`],
    [duplicate > 1, `Each webhook is delivered ${duplicate} times.`],
    [fail > 0, `Each webhook fails ${fail === 1 ? "once" : `${fail} times`} first.`],
  ];
  return faults.flatMap(([isOn, text]) => (isOn ? [text] : []));
}

function toggle(name: string, label: string, isOn: boolean): Html {
  return html`<label class="control ${isOn ? "on" : ""}"><span>${label}</span>
    <input type="checkbox" role="switch" name="${name}" ${isOn ? html`checked` : ""}></label>`;
}

function number(name: string, label: string, value: number, unit: string): Html {
  const isOn = value > (name === "webhooks.duplicate" ? NO_FAULTS.webhooks.duplicate : 0);
  return html`<label class="control ${isOn ? "on" : ""}"><span>${label}</span>
    <span class="number"><input type="number" name="${name}" value="${value}" min="0" step="1"> <small>${unit}</small></span></label>`;
}

function dropChoice(drop: ControlSettings["webhooks"]["drop"]): Html {
  const chosen = Array.isArray(drop) ? drop.join(",") : String(drop);
  const choices = [["false", "None"], ["true", "All"], ...EVENT_TYPES.map((type) => [type, type])];
  // Several types at once can be set over HTTP alone; they are shown all the same.
  if (Array.isArray(drop) && drop.length > 1) choices.push([chosen, drop.join(", ")]);
  const options = choices.map(
    ([value, label]) =>
      html`<option value="${value}" ${value === chosen ? html`selected` : ""}>${label}</option>`,
  );
  return html`<label class="control ${drop === false ? "" : "on"}"><span>Dropped</span>
    <select name="webhooks.drop">${options}</select></label>`;
}
