/** Copies, shows times in the reader's zone, and keeps the page fresh without closing what is open. */
export const OUTBOX_SCRIPT = `
const localTimes = () => document.querySelectorAll("time").forEach((time) => {
  time.textContent = new Date(time.dateTime).toLocaleTimeString();
});

async function refresh() {
  if (document.hidden || getSelection().toString()) return;
  const response = await fetch("/outbox").catch(() => null);
  if (!response?.ok) return;
  const next = new DOMParser().parseFromString(await response.text(), "text/html").querySelector("main");
  if (next.innerHTML === refresh.shown) return;
  refresh.shown = next.innerHTML;
  const open = [...document.querySelectorAll("details[open]")].map((details) => details.id);
  document.querySelector("main").replaceWith(next);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
  localTimes();
}

document.addEventListener("click", async ({ target }) => {
  if (!target.dataset?.copy) return;
  await navigator.clipboard.writeText(target.dataset.copy);
  const label = target.textContent;
  target.textContent = "Copied";
  setTimeout(() => { target.textContent = label; }, 1200);
});

refresh.shown = document.querySelector("main").innerHTML;
localTimes();
setInterval(refresh, 1500);
`;
