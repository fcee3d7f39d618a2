import { median } from "#scripts/bench/arithmetic.ts";
import { headersOf, readBody } from "./visitor.ts";

// A process of its own, which asks for the same page of several servers, and says when the first byte of each came.

/** Written to this process's standard input, as JSON. */
export type Calls = {
  ports: number[];
  token: string;
  concurrency: number;
  /** Visits in a row to the same server. */
  visits: number;
  /** How often each server has its turn. */
  turns: number;
};

const calls: Calls = JSON.parse(await Bun.stdin.text());
const { ports, concurrency, visits, turns } = calls;
const headers = headersOf(calls.token);

// Small turns, and to and fro: whatever else the machine does falls on all of them, and the order on none.
await callInTurn(Math.ceil(turns / 4));
console.log(JSON.stringify(await callInTurn(turns)));

/** @returns for each server the median of each of its turns, in milliseconds. */
async function callInTurn(many: number): Promise<number[][]> {
  const medians = ports.map((): number[] => []);
  const order = [...ports.keys()];
  for (let turn = 0; turn < many; turn++) {
    for (const server of turn % 2 === 0 ? order : order.toReversed())
      medians[server]?.push(await callMany(ports[server]));
  }
  return medians;
}

async function callMany(port: number | undefined): Promise<number> {
  const times: number[] = [];
  let left = visits;
  const call = async () => {
    while (left-- > 0) times.push(await callOnce(port));
  };
  await Promise.all(Array.from({ length: concurrency }, call));
  return median(times);
}

async function callOnce(port: number | undefined): Promise<number> {
  const asked = performance.now();
  const response = await fetch(`http://127.0.0.1:${port}/dashboard`, { headers, redirect: "manual" });
  const { html, firstByteMs } = await readBody(response, asked);
  if (response.status === 200 && html.includes("Office move")) return firstByteMs;
  throw new Error(`A page was answered with ${response.status} and ${html.length} characters`);
}
