import { createServer } from "node:net";

/** A port that a part listens on, and the environment variable that changes it. */
export type PortUse = { port: number; variable: string; part: string };

export class PortTaken extends Error {
  override name = "PortTaken";
}

/** Throws PortTaken naming every taken port and its variable; waits `patienceMs` for a process that is ending. */
export async function requireFreePorts(uses: PortUse[], patienceMs = 0): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (true) {
    const taken = await takenOf(uses);
    if (taken.length === 0) return;
    if (Date.now() >= deadline) {
      const free = await freePorts(taken.length);
      throw new PortTaken(taken.map((use, index) => describeTaken(use, free[index] ?? 0)).join("\n"));
    }
    await Bun.sleep(100);
  }
}

/** True when nothing listens on the port on the IPv4 or IPv6 loopback or on all addresses. */
export async function isPortFree(port: number): Promise<boolean> {
  for (const host of ["127.0.0.1", "0.0.0.0", "::1", "::"]) {
    if (!(await canListen(port, host))) return false;
  }
  return true;
}

/** Free ports, all different: each stays open until the last is found. */
export async function freePorts(count: number): Promise<number[]> {
  const servers = Array.from({ length: count }, () => createServer());
  const ports = await Promise.all(servers.map(listenAnywhere));
  await Promise.all(servers.map((server) => new Promise((resolve) => server.close(resolve))));
  return ports;
}

async function takenOf(uses: PortUse[]): Promise<PortUse[]> {
  const free = await Promise.all(uses.map((use) => isPortFree(use.port)));
  return uses.filter((_, index) => !free[index]);
}

function describeTaken({ port, part, variable }: PortUse, free: number): string {
  return `Port ${port} (${part}) is taken. Stop the process that holds it, or use a free port: ${variable}=${free}`;
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Only "in use" counts: a machine without IPv6 fails with another error.
    server.once("error", (error: NodeJS.ErrnoException) => resolve(error.code !== "EADDRINUSE"));
    server.listen({ port, host, exclusive: true, ipv6Only: host.includes(":") }, () => {
      server.close(() => resolve(true));
    });
  });
}

function listenAnywhere(server: ReturnType<typeof createServer>): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen({ port: 0, host: "127.0.0.1" }, () => {
      const address = server.address();
      if (address === null || typeof address === "string") reject(new Error("The system assigned no port"));
      else resolve(address.port);
    });
  });
}
