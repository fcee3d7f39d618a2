import { expect, test } from "bun:test";
import { holdRequests } from "./hold-requests.ts";

const address = "http://acme.app.localhost:3000/projects/new";

test("nothing is sent while offline, until the connection is back", async () => {
  const page = new Page({ onLine: false, answers: ["fine"] });
  const answer = page.fetch("/projects/new.data", { method: "POST" });
  await Bun.sleep(5);
  expect(page.asked).toEqual([]);
  page.goOnline();
  expect(await (await answer).text()).toBe("fine");
  expect(page.asked).toEqual(["/projects/new.data"]);
});

test("a page request without an answer is repeated", async () => {
  const page = new Page({ answers: [new TypeError("Failed to fetch"), "fine"] });
  expect(await (await page.fetch(`${address}.data`)).text()).toBe("fine");
  expect(page.asked).toHaveLength(2);
});

test("a form without an answer is sent again only when the person asks for it", async () => {
  const page = new Page({ answers: [new TypeError("Failed to fetch"), "fine"] });
  const asked = new Promise<() => void>((resolve) => {
    page.addEventListener("unanswered", (event) => resolve((event as CustomEvent).detail.again));
  });
  const answer = page.fetch("/projects/new.data", { method: "POST" });
  const again = await asked;
  await Bun.sleep(5);
  expect(page.asked).toHaveLength(1);
  again();
  expect(await (await answer).text()).toBe("fine");
});

test("a form refused for an expired session token is sent again once Clerk has renewed the token", async () => {
  const expired = new Response(null, { status: 401 });
  const page = new Page({ answers: [expired, "saved"] });
  page.Clerk = { session: { getToken: async () => "token" } };
  expect(await (await page.fetch("/projects/new.data", { method: "POST" })).text()).toBe("saved");
  expect(page.asked).toHaveLength(2);
});

test("without a new token the refusal stands, as it does for anything but a form", async () => {
  for (const [Clerk, method] of [
    [undefined, "POST"],
    [{ session: null }, "POST"],
    [{ session: { getToken: () => Promise.reject(new Error("signed out")) } }, "POST"],
    [{ session: { getToken: async () => "token" } }, "GET"],
  ] as const) {
    const page = new Page({ answers: [new Response(null, { status: 401 })] });
    page.Clerk = Clerk;
    expect((await page.fetch("/projects/new.data", { method })).status).toBe(401);
    expect(page.asked).toHaveLength(1);
  }
});

test("navigating away stops waiting", async () => {
  const page = new Page({ onLine: false, answers: [] });
  const { signal, abort } = withAbort();
  const answer = page.fetch("/projects.data", { signal }).catch((error) => error.name);
  abort();
  expect(await answer).toBe("AbortError");
  const sent = new Page({ answers: [new TypeError("Failed to fetch")] });
  const other = withAbort();
  sent.addEventListener("unanswered", () => other.abort());
  const form = sent.fetch("/x.data", { method: "POST", signal: other.signal }).catch((error) => error.name);
  expect(await form).toBe("AbortError");
});

test("closing the page asks first only while a form has no answer", async () => {
  const page = new Page({ onLine: false, answers: ["saved", "saved", "shown", new RangeError("broken")] });
  const mayLeave = () => page.dispatchEvent(new Event("beforeunload", { cancelable: true }));
  expect(mayLeave()).toBe(true);
  const [one, other] = ["/a.data", "/b.data"].map((path) => page.fetch(path, { method: "POST" }));
  expect(mayLeave()).toBe(false);
  page.goOnline();
  await one;
  await other;
  expect(mayLeave()).toBe(true);
  const shown = page.fetch("/c.data");
  expect(mayLeave()).toBe(true);
  await shown;
  await expect(page.fetch("/d.data", { method: "POST" })).rejects.toThrow("broken");
  expect(mayLeave()).toBe(true);
});

test("requests for anything else fail immediately, as usual", async () => {
  for (const url of ["/presence", "https://clerk.example/v1/client.data"]) {
    const page = new Page({ onLine: false, answers: [new TypeError("Failed to fetch")] });
    await expect(page.fetch(url)).rejects.toThrow("Failed to fetch");
  }
});

test("only network errors are held", async () => {
  const page = new Page({ answers: [new RangeError("broken")] });
  await expect(page.fetch("/x.data")).rejects.toThrow("broken");
});

/** A window in which each request gets its given answer or failure. */
class Page extends EventTarget {
  readonly asked: string[] = [];
  readonly location = new URL(address);
  readonly navigator: { onLine: boolean };
  Clerk: object | undefined;
  fetch: (input: string, init?: RequestInit) => Promise<Response>;

  constructor({ onLine = true, answers }: { onLine?: boolean; answers: (string | Error | Response)[] }) {
    super();
    this.navigator = { onLine };
    this.fetch = async (input) => {
      this.asked.push(input);
      const answer = answers.shift();
      if (answer instanceof Error) throw answer;
      return answer instanceof Response ? answer : new Response(answer);
    };
    holdRequests(this as unknown as Parameters<typeof holdRequests>[0]);
  }

  goOnline(): void {
    this.navigator.onLine = true;
    this.dispatchEvent(new Event("online"));
  }
}

function withAbort() {
  const controller = new AbortController();
  return { signal: controller.signal, abort: () => controller.abort() };
}
