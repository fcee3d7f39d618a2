import { expect, test } from "bun:test";
import { Suspense } from "react";
import { renderDocument } from "./render-document.ts";

test("a complete page does not count as a failure once the time limit passes", async () => {
  const { body, errors } = await render(<p>done</p>, { longestMs: 20 });
  expect(await new Response(body).text()).toBe("<p>done</p>");
  await Bun.sleep(40);
  expect(errors).toEqual([]);
});

test("the shell is sent first, suspended content after it", async () => {
  const { body, errors } = await render(<Suspense fallback="wait">{later(10)}</Suspense>, {
    longestMs: 1000,
  });
  const html = await new Response(body).text();
  expect(html.indexOf("wait")).toBeLessThan(html.indexOf("here"));
  expect(errors).toEqual([]);
});

test("a page that never completes is ended and reported", async () => {
  const { body, errors } = await render(<Suspense fallback="wait">{later(60_000)}</Suspense>, {
    longestMs: 20,
  });
  expect(await new Response(body).text()).toContain("wait");
  expect(errors.map(String)).toEqual(["RenderTimeout: the page was not complete after 20 ms"]);
});

test("a client that disconnects ends the render, which is not a failure", async () => {
  const gone = new AbortController();
  const waiting = <Suspense fallback="wait">{later(60_000)}</Suspense>;
  const { body, errors } = await render(waiting, { longestMs: 60_000, signal: gone.signal });
  gone.abort();
  await body.allReady.catch(() => {});
  expect(await new Response(body).text()).toContain("wait");
  expect(errors).toEqual([]);
});

async function render(document: React.ReactNode, options: { longestMs: number; signal?: AbortSignal }) {
  const errors: unknown[] = [];
  const onError = (error: unknown) => void errors.push(error);
  const signal = new AbortController().signal;
  return { errors, body: await renderDocument(document, { nonce: "n", signal, onError, ...options }) };
}

function later(ms: number) {
  const state = { isThere: false };
  const waiting = Bun.sleep(ms).then(() => {
    state.isThere = true;
  });
  return <Later state={state} waiting={waiting} />;
}

/** Suspends until the content is available. */
function Later({ state, waiting }: { state: { isThere: boolean }; waiting: Promise<void> }) {
  if (!state.isThere) throw waiting;
  return "here";
}
