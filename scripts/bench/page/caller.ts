import { median } from "#scripts/bench/arithmetic.ts";
import { concurrently } from "#scripts/bench/measure.ts";

// A process of its own that requests the same page from several servers, as a signed-in owner with a browser.

/** Read from standard input as JSON. */
export type Calls = {
  servers: { port: number; isNewBrowser: boolean }[];
  /** A session token, valid for a minute: longer than one process's calls take. */
  token: string;
  concurrency: number;
  /** Consecutive visits to the same server. */
  visits: number;
  /** How many turns each server gets. */
  turns: number;
};

/** One turn of one server: visits per second, and the median time to the first byte in milliseconds. */
export type Turn = { perSecond: number; firstByte: number };

const { servers, token, concurrency, visits, turns }: Calls = JSON.parse(await Bun.stdin.text());
let browsers = 0;

await takeTurns(Math.ceil(turns / 4));
console.log(JSON.stringify(await takeTurns(turns)));

/** Short turns, every other time in reverse order, so that other load on the machine affects all servers. */
async function takeTurns(count: number): Promise<Turn[][]> {
  const results = servers.map((): Turn[] => []);
  const order = [...servers.keys()];
  for (let turn = 0; turn < count; turn++) {
    for (const index of turn % 2 === 0 ? order : order.toReversed()) {
      const server = servers[index];
      if (server) results[index]?.push(await takeTurn(server));
    }
  }
  return results;
}

async function takeTurn(server: Calls["servers"][number]): Promise<Turn> {
  const times: number[] = [];
  let left = visits;
  const begun = performance.now();
  await concurrently(concurrency, async () => {
    while (left-- > 0) times.push(await visit(server));
  });
  return { perSecond: (visits / (performance.now() - begun)) * 1000, firstByte: median(times) };
}

/** Reads the dashboard to its end. @returns milliseconds until its first byte. */
async function visit({ port, isNewBrowser }: Calls["servers"][number]): Promise<number> {
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
  let part = await reader?.read();
  const firstByte = performance.now() - begun;
  const decoder = new TextDecoder();
  let html = "";
  for (; part?.value; part = await reader?.read()) html += decoder.decode(part.value, { stream: true });
  if (response.status === 200 && html.includes("Office move")) return firstByte;
  throw new Error(`A page was answered with ${response.status} and ${html.length} characters`);
}
