import { load } from "./measure.ts";

// A thread of its own that requests a page from a server, as a signed-in owner with a browser.

declare const self: Worker;

/** Sent as a message for each turn. The answer: visits per second, and latencies to the first byte. */
export type Turn = {
  port: number;
  isNewBrowser: boolean;
  token: string;
  concurrency: number;
  milliseconds: number;
};

let browsers = 0;

self.onmessage = async ({ data: turn }: MessageEvent<Turn>) => {
  // Not counted: the server verifies the token.
  await visit(turn);
  self.postMessage(await load(() => visit(turn), turn));
};

/** Reads the dashboard to its end. @returns milliseconds until its first byte. */
async function visit({ port, isNewBrowser, token }: Turn): Promise<number> {
  const headers = {
    host: "acme.app.localhost:3000",
    accept: "text/html",
    cookie: `__session=${token}; __client_uat=1700000000`,
    "sec-fetch-dest": "document",
    "user-agent": `Mozilla/5.0 (X11; Linux x86_64) Chrome/140.0.0.${isNewBrowser ? ++browsers : 0}`,
  };
  const begun = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/dashboard`, { headers, redirect: "manual" });
  const reader = response.body?.getReader();
  const first = await reader?.read();
  const firstByte = performance.now() - begun;
  const decoder = new TextDecoder();
  let html = "";
  for (let part = first; part?.value; part = await reader?.read())
    html += decoder.decode(part.value, { stream: true });
  if (response.status === 200 && html.includes("Project 1")) return firstByte;
  throw new Error(`A page was answered with ${response.status} and ${html.length} characters`);
}
