import { afterAll, expect, test } from "bun:test";
import { freePorts, isPortFree, PortTaken, requireFreePorts } from "./ports.ts";

const [one = 0, two = 0, three = 0, free = 0] = freePorts(4);
const servers = [
  Bun.serve({ port: one, hostname: "127.0.0.1", fetch: () => new Response() }),
  Bun.serve({ port: two, hostname: "0.0.0.0", fetch: () => new Response() }),
];
afterAll(() => Promise.all(servers.map((server) => server.stop(true))));

test("a port is taken by a listener on loopback and by one on all addresses", async () => {
  expect(isPortFree(one)).toBe(false);
  expect(isPortFree(two)).toBe(false);
  expect(isPortFree(free)).toBe(true);
});

test("one error names all taken ports, each with its part and the variable that changes it", async () => {
  const uses = [
    { port: one, variable: "PORT", part: "the app" },
    { port: free, variable: "FREE_PORT", part: "nothing" },
    { port: two, variable: "LOCAL_CLERK_PORT", part: "local Clerk" },
  ];
  const error = await requireFreePorts(uses).catch((problem: unknown) => problem);
  expect(error).toBeInstanceOf(PortTaken);
  const lines = String(error).split("\n");
  expect(lines).toHaveLength(2);
  expect(lines[0]).toContain(`Port ${one} (the app) is taken`);
  expect(lines[0]).toContain(`PORT=`);
  expect(lines[1]).toContain(`LOCAL_CLERK_PORT=`);
});

test("a port that becomes free in time is accepted", async () => {
  const ending = Bun.serve({ port: three, hostname: "127.0.0.1", fetch: () => new Response() });
  setTimeout(() => ending.stop(true), 150);
  await requireFreePorts([{ port: three, variable: "PORT", part: "the app" }], 3_000);
});

test("free ports are all different", async () => {
  const ports = freePorts(20);
  expect(new Set(ports).size).toBe(20);
});
