import { readdirSync, readFileSync, readlinkSync } from "node:fs";
import { createServer } from "node:net";

/** A port that a part listens on, and the environment variable that moves it. */
export type PortUse = { port: number; variable: string; part: string };

export class PortTaken extends Error {
  override name = "PortTaken";
}

/** Throws PortTaken that names every taken port and its variable; waits a moment for a process that is just ending. */
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

/** Free ports, all different, each held until the last was found so that none is given twice. */
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

function describeTaken(use: PortUse, free: number): string {
  const holder = findHolder(use.port);
  return (
    `Port ${use.port} (${use.part}) is taken${holder ? ` by ${holder}` : ""}. ` +
    `Stop what holds it, or choose another port, one that is free: ${use.variable}=${free}`
  );
}

function canListen(port: number, host: string): Promise<boolean> {
  return new Promise((resolve) => {
    const server = createServer();
    // Only "in use" counts: a machine without IPv6 answers with another error and has nothing there.
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
      if (address === null || typeof address === "string") reject(new Error("no port given"));
      else resolve(address.port);
    });
  });
}

/** "name (pid 123)" where Linux lets us see it: the socket's inode in /proc/net, then the process that has it open. */
function findHolder(port: number): string | undefined {
  const inodes = listeningInodes(port);
  if (inodes.size === 0) return undefined;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name))) {
    if (!openSockets(pid).some((inode) => inodes.has(inode))) continue;
    return `${readFileSync(`/proc/${pid}/comm`, "utf8").trim()} (pid ${pid})`;
  }
  return undefined;
}

function listeningInodes(port: number): Set<string> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, "0")}`;
  const inodes = new Set<string>();
  for (const file of ["/proc/net/tcp", "/proc/net/tcp6"]) {
    for (const line of readOrEmpty(file).split("\n")) {
      const columns = line.trim().split(/\s+/);
      if (columns[1]?.endsWith(suffix) && columns[3] === "0A" && columns[9]) inodes.add(columns[9]);
    }
  }
  return inodes;
}

function openSockets(pid: string): string[] {
  try {
    return readdirSync(`/proc/${pid}/fd`).flatMap((fd) => {
      const inode = /^socket:\[(\d+)\]$/.exec(linkTarget(`/proc/${pid}/fd/${fd}`))?.[1];
      return inode ? [inode] : [];
    });
  } catch {
    return []; // another user's process, or one that has just ended
  }
}

function linkTarget(path: string): string {
  try {
    return readlinkSync(path);
  } catch {
    return "";
  }
}

function readOrEmpty(file: string): string {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return "";
  }
}
