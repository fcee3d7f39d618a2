import { connect, createServer, type Socket } from "node:net";

/** How a connection ends: closed (FIN), reset (RST), or not at all: it drops all bytes and looks healthy. */
export type Breakage = "ends" | "resets" | "is silent";

export type Valve = {
  /** The server's URL through this proxy. */
  url: string;
  /** Forwards everything again; frozen connections stay frozen. */
  open(): void;
  /** Closes all connections and refuses new ones. */
  refuse(): void;
  /** Drops all bytes without closing: a dead connection that looks healthy. */
  freeze(): void;
  /** Breaks the oldest connection or all; new ones are forwarded. @returns how many it broke. */
  break(which: "one" | "all", breakage: Breakage): number;
  close(): Promise<void>;
};

type Link = { client: Socket; remote: Socket; isDead: boolean };

/** A proxy in front of PostgreSQL that fails in the ways a network does. */
export async function openValve(address: string): Promise<Valve> {
  const { hostname: host, port } = new URL(address);
  let state: "open" | "refusing" | "frozen" = "open";
  const links = new Set<Link>();
  const endAll = () => {
    for (const link of links) breakLink(link, "ends");
  };
  const server = createServer((client) => {
    if (state === "refusing") return void client.destroy();
    const link: Link = { client, remote: connect({ host, port: Number(port) }), isDead: false };
    links.add(link);
    const pass = (from: Socket, to: Socket) => {
      from.on("data", (bytes) => {
        // A connection that was frozen once stays dead.
        link.isDead ||= state === "frozen";
        if (!link.isDead) to.write(bytes);
      });
      from
        .on("error", () => to.destroy())
        .on("close", () => {
          links.delete(link);
          to.destroy();
        });
    };
    pass(link.client, link.remote);
    pass(link.remote, link.client);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const url = new URL(address);
  url.port = String((server.address() as { port: number }).port);
  return {
    url: url.href,
    open: () => {
      state = "open";
    },
    refuse: () => {
      state = "refusing";
      endAll();
    },
    freeze: () => {
      state = "frozen";
    },
    break: (which, breakage) => {
      const broken = [...links].filter(({ isDead }) => !isDead).slice(0, which === "one" ? 1 : undefined);
      for (const link of broken) breakLink(link, breakage);
      return broken.length;
    },
    close: () => {
      endAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function breakLink(link: Link, breakage: Breakage): void {
  link.isDead = true;
  if (breakage === "is silent") return;
  for (const socket of [link.client, link.remote]) {
    if (breakage === "resets") socket.resetAndDestroy();
    else socket.destroy();
  }
}
