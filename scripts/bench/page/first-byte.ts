import { join } from "node:path";
import type { Fetch, Runtime } from "#app/http/server.ts";
import { listen } from "#scripts/web/runtime.ts";
import type { Calls } from "./caller.ts";
import { tokenOf } from "./visitor.ts";

/**
 * When the first byte of a page came over HTTP, to a process of its own.
 * @returns for each of the pages the median of each turn, in milliseconds; the same position is the same turn.
 */
export async function callOverHttp<Name extends string>(
  runtime: Runtime,
  pages: Record<Name, Fetch>,
  calls: Pick<Calls, "concurrency" | "visits" | "turns">,
): Promise<Record<Name, number[]>> {
  const names = Object.keys(pages) as Name[];
  const onAnyPort = { ...runtime, env: { ...runtime.env, HOST: "127.0.0.1", PORT: 0 } };
  const servers = names.map((name) => listen(onAnyPort, pages[name]));
  try {
    const ports = servers.map(({ port }) => port ?? 0);
    const times = await runCaller({ ...calls, ports, token: tokenOf("ann") });
    return Object.fromEntries(names.map((name, place) => [name, times[place] ?? []])) as Record<
      Name,
      number[]
    >;
  } finally {
    await Promise.all(servers.map((server) => server.stop(true)));
  }
}

async function runCaller(calls: Calls): Promise<number[][]> {
  const caller = Bun.spawn([process.execPath, join(import.meta.dir, "caller.ts")], {
    stdin: new Blob([JSON.stringify(calls)]),
    stdout: "pipe",
    stderr: "inherit",
  });
  const [answer, code] = await Promise.all([new Response(caller.stdout).text(), caller.exited]);
  if (code !== 0) throw new Error("The caller failed: what it said stands above");
  return JSON.parse(answer);
}
