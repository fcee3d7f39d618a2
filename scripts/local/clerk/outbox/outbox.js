// Keeps the page fresh without disturbing who reads or types, copies, and sends what the buttons and controls say.

const REFRESH_MS = 1000;
const shown = new Map();
const known = new Set();
const filter = document.getElementById("filter");
const notice = document.getElementById("notice");

for (const region of regionsOf(document)) remember(region);
afterChange();
setInterval(refresh, REFRESH_MS);
document.addEventListener("click", onClick);
document.addEventListener("change", onChange);
document.addEventListener("submit", (event) => event.preventDefault());
document.addEventListener("visibilitychange", refresh);
filter.addEventListener("input", applyFilter);

async function refresh() {
  showTimes();
  if (document.hidden || getSelection().toString()) return;
  const response = await fetch("/outbox", { cache: "no-cache" }).catch(() => null);
  say(
    response?.ok ? "" : "The local Clerk is not responding. This page will reconnect automatically.",
    "lost",
  );
  if (!response?.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html");
  const changed = regionsOf(next).filter((region) => region.innerHTML !== shown.get(region.id));
  for (const region of changed) replace(region);
  if (changed.length > 0) afterChange();
}

function regionsOf(page) {
  return [...page.querySelectorAll("[data-live]")];
}

function replace(region) {
  const current = document.getElementById(region.id);
  const active = current.contains(document.activeElement) ? document.activeElement : null;
  if (active?.matches("input[type=number], select")) return;
  const focus = active && selectorOf(active);
  const open = [...current.querySelectorAll("details[open]")].map(({ id }) => id);
  remember(region);
  current.innerHTML = region.innerHTML;
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  if (focus) current.querySelector(focus)?.focus();
}

/** The same thing in the next version of the page. */
function selectorOf(element) {
  if (element.localName === "summary") return `#${element.parentElement.id} > summary`;
  const name = ["name", "data-post", "data-copy"].find((each) => element.hasAttribute(each));
  return name ? `[${name}="${CSS.escape(element.getAttribute(name))}"]` : null;
}

function remember(region) {
  shown.set(region.id, region.innerHTML);
}

function afterChange() {
  const isFirst = known.size === 0;
  for (const card of document.querySelectorAll("li.card")) {
    if (!isFirst && !known.has(card.id)) card.classList.add("new");
    known.add(card.id);
  }
  known.add("page");
  showTimes();
  applyFilter();
}

function applyFilter() {
  const wanted = filter.value.trim().toLowerCase();
  for (const card of document.querySelectorAll("li.card")) {
    card.hidden = !`${card.id} ${card.textContent}`.toLowerCase().includes(wanted);
  }
}

function showTimes() {
  for (const time of document.querySelectorAll("time")) {
    const text = relative(new Date(time.dateTime));
    if (time.textContent === text) continue;
    time.textContent = text;
    time.title = new Date(time.dateTime).toLocaleString();
  }
}

function relative(date) {
  const seconds = Math.round((date - Date.now()) / 1000);
  if (seconds > 60) return `in ${Math.round(seconds / 60)} min`;
  if (seconds > 0) return `in ${seconds} s`;
  if (seconds > -60) return "just now";
  if (seconds > -3600) return `${Math.round(-seconds / 60)} min ago`;
  const isToday = date.toDateString() === new Date().toDateString();
  return isToday ? date.toLocaleTimeString() : date.toLocaleString();
}

async function onClick({ target }) {
  const button = target.closest("button");
  if (!button) return;
  const { copy, post, reset } = button.dataset;
  if (copy) await copyFrom(button, copy);
  for (const path of post?.split(" ") ?? []) await send("POST", path);
  if (reset !== undefined) await send("DELETE", "/controls");
  if (!copy) await refresh();
}

async function copyFrom(button, text) {
  const label = button.textContent;
  const isDone = await navigator.clipboard.writeText(text).then(
    () => true,
    () => false,
  );
  button.textContent = isDone ? "Copied" : "Not allowed";
  setTimeout(() => {
    button.textContent = label;
  }, 1200);
}

/** A control's name is its place in the settings, `backend.down`. */
async function onChange({ target }) {
  if (!target.matches("#controls [name]")) return;
  const [group, key] = target.name.split(".");
  await send("PATCH", "/controls", { [group]: { [key]: settingOf(target) } });
  target.blur();
  // What was refused has to show again what is in force.
  shown.delete("controls");
  await refresh();
}

function settingOf(input) {
  if (input.type === "checkbox") return input.checked;
  if (input.type === "number") return input.valueAsNumber;
  if (input.value === "true" || input.value === "false") return input.value === "true";
  return input.value.split(",");
}

async function send(method, path, body) {
  const content = body && { body: JSON.stringify(body), headers: { "content-type": "application/json" } };
  const response = await fetch(path, { method, ...content }).catch(() => null);
  const answer = await response?.json();
  say(response?.ok ? "" : (answer?.error ?? "The local Clerk is not responding."), "refused");
}

/** What was refused stays until something succeeds; a lost connection goes by itself. */
function say(text, kind) {
  if (!text && notice.dataset.kind !== kind) return;
  notice.textContent = text;
  notice.dataset.kind = kind;
  notice.hidden = !text;
}
