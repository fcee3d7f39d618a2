// Keeps the page current without disturbing its reader, and sends what the buttons and controls ask for.
import { Idiomorph } from "./idiomorph.js";

const unreachable = "The local Clerk does not answer. The page updates again as soon as it does.";
const filter = document.getElementById("filter");
const notice = document.getElementById("notice");

applyFilter(document);
setInterval(refresh, 1000);
filter.addEventListener("input", () => applyFilter(document));
document.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("click", ({ target }) => onClick(target.closest("button")?.dataset ?? {}, target));
document.addEventListener("change", ({ target }) => target.matches("#controls [name]") && onChange(target));

async function refresh() {
  if (document.hidden || getSelection().toString()) return;
  const response = await fetch("/outbox", { cache: "no-cache" }).catch(() => null);
  if (!response?.ok) return show(unreachable);
  if (notice.textContent === unreachable) show("");
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  applyFilter(next);
  for (const region of next.querySelectorAll("[data-live]")) {
    Idiomorph.morph(document.getElementById(region.id), region.innerHTML, {
      morphStyle: "innerHTML",
      ignoreActiveValue: true,
      // An open card stays open.
      callbacks: { beforeAttributeUpdated: (name) => name !== "open" },
    });
  }
}

function applyFilter(page) {
  const wanted = filter.value.trim().toLowerCase();
  for (const card of page.querySelectorAll("li.card")) {
    card.hidden = !`${card.id} ${card.textContent}`.toLowerCase().includes(wanted);
  }
}

async function onClick({ copy, send: requests }, button) {
  if (copy) {
    const isDone = await navigator.clipboard.writeText(copy).then(
      () => true,
      () => false,
    );
    button.textContent = isDone ? "Copied" : "Not allowed";
  }
  for (const request of requests?.split(",") ?? []) await send(...request.split(" "));
  if (requests) await refresh();
}

/** A control's name is its place in the settings: `backend.down`. */
async function onChange(input) {
  const [group, key] = input.name.split(".");
  await send("PATCH", "/controls", { [group]: { [key]: settingOf(input) } });
  // A refused value gives way to the one in force.
  input.blur();
  await refresh();
}

function settingOf(input) {
  if (input.type === "checkbox") return input.checked;
  if (input.type === "number") return input.valueAsNumber;
  return input.value === "true" || (input.value !== "false" && input.value.split(","));
}

async function send(method, path, body) {
  const content = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(path, { method, ...content }).catch(() => null);
  show(response?.ok ? "" : ((await response?.json())?.error ?? unreachable));
}

function show(text) {
  notice.textContent = text;
  notice.hidden = !text;
}
