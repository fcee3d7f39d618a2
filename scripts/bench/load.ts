import { type Postmaster, serverCpu } from "./processes.ts";
import type { Sample } from "./rounds.ts";

export type Operation = () => Promise<unknown>;

/** Keeps `concurrency` operations running for a time, and lets the last ones end. */
export async function load(
  operation: Operation,
  { concurrency, milliseconds, server }: { concurrency: number; milliseconds: number; server?: Postmaster },
): Promise<Sample> {
  const latencies: number[] = [];
  const serverBefore = serverCpu(server);
  const clientBefore = process.cpuUsage();
  const begun = performance.now();
  const worker = async () => {
    while (performance.now() - begun < milliseconds) {
      const asked = performance.now();
      await operation();
      latencies.push(performance.now() - asked);
    }
  };
  await Promise.all(Array.from({ length: concurrency }, worker));
  const elapsed = performance.now() - begun;
  const { user, system } = process.cpuUsage(clientBefore);
  const operations = latencies.length;
  return {
    perSecond: (operations / elapsed) * 1000,
    latencies,
    clientCpu: (user + system) / operations,
    serverCpu: (serverCpu(server) - serverBefore) / operations,
  };
}
