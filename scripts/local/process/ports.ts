/** A port that a part listens on, and the environment variable that changes it. */
export type PortUse = { port: number; variable: string; part: string };

export class PortTaken extends Error {
  override name = "PortTaken";
}

/** Throws PortTaken naming every taken port and its variable; waits `patienceMs` for a process that is ending. */
export async function requireFreePorts(uses: PortUse[], patienceMs = 0): Promise<void> {
  const deadline = Date.now() + patienceMs;
  while (true) {
    const taken = uses.filter(({ port }) => !isPortFree(port));
    if (taken.length === 0) return;
    if (Date.now() >= deadline) {
      const free = freePorts(taken.length);
      const lines = taken.map(({ port, part, variable }, index) => {
        const remedy = `Stop the process that holds it, or use a free port: ${variable}=${free[index]}`;
        return `Port ${port} (${part}) is taken. ${remedy}`;
      });
      throw new PortTaken(lines.join("\n"));
    }
    await Bun.sleep(100);
  }
}

/** True when nothing listens on the port on the IPv4 or IPv6 loopback or on all addresses. */
export function isPortFree(port: number): boolean {
  return ["127.0.0.1", "0.0.0.0", "::1", "::"].every((hostname) => {
    try {
      listen(hostname, port).stop(true);
      return true;
    } catch (error) {
      // Only "in use" counts: a machine without IPv6 fails with another error.
      return (error as NodeJS.ErrnoException).code !== "EADDRINUSE";
    }
  });
}

/** Free ports, all different: each stays open until the last is found. */
export function freePorts(count: number): number[] {
  const listeners = Array.from({ length: count }, () => listen("127.0.0.1", 0));
  const ports = listeners.map(({ port }) => port);
  for (const listener of listeners) listener.stop(true);
  return ports;
}

function listen(hostname: string, port: number) {
  return Bun.listen({ hostname, port, exclusive: true, socket: { data() {} } });
}
