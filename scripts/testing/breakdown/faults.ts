import type { Random } from "#db/testing/random.ts";
import type { Site } from "./site.ts";

type Fault = (site: Site, random: Random) => Promise<unknown> | unknown;

const short = (random: Random) => Bun.sleep(50 + random.below(450));

/** What can happen to the server and to the network. Each is over when it returns, and what it broke stays broken. */
export const faults: Record<string, Fault> = {
  "a restart": async ({ server }, random) => {
    await server.halt();
    await short(random);
    await server.start();
  },
  "a crash": async ({ server }, random) => {
    await server.crash();
    await short(random);
    await server.start();
  },
  "all backends ended": ({ db }) =>
    db.admin`select pg_terminate_backend(pid) from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid()`,
  "connections refused": async ({ network }, random) => {
    for (const valve of Object.values(network)) valve.refuse();
    await short(random);
    for (const valve of Object.values(network)) valve.open();
  },
  "a network that swallows everything": async ({ network }, random) => {
    for (const valve of Object.values(network)) valve.freeze();
    await short(random);
    for (const valve of Object.values(network)) valve.open();
  },
  "connections closed": ({ network }) => Object.values(network).map((valve) => valve.break("all", "ends")),
  "connections reset": ({ network }) => Object.values(network).map((valve) => valve.break("all", "resets")),
  "connections silent": ({ network }) =>
    Object.values(network).map((valve) => valve.break("all", "is silent")),
  "one connection silent": ({ network }) =>
    Object.values(network).map((valve) => valve.break("one", "is silent")),
};
