import { connect, createServer, type Socket } from "node:net";

export type Valve = {
  /** The server's URL through this proxy. */
  url: string;
  /** Forwards everything again; frozen connections stay frozen. */
  open(): void;
  /** Closes all connections and refuses new ones. */
  refuse(): void;
  /** Drops all bytes without closing: a dead connection that looks healthy. */
  freeze(): void;
  close(): Promise<void>;
};

/** A proxy in front of PostgreSQL that fails in the ways a network does. */
export async function openValve(address: string): Promise<Valve> {
  const { hostname: host, port } = new URL(address);
  let state: "open" | "refusing" | "frozen" = "open";
  const links = new Set<Socket>();
  const endAll = () => {
    for (const socket of links) socket.destroy();
  };
  const server = createServer((client) => {
    if (state === "refusing") return void client.destroy();
    const remote = connect({ host, port: Number(port) });
    links.add(client).add(remote);
    // A connection that was frozen once stays dead.
    let isDead = false;
    const pass = (from: Socket, to: Socket) => {
      from.on("data", (bytes) => {
        isDead ||= state === "frozen";
        if (!isDead) to.write(bytes);
      });
      from.on("error", () => to.destroy()).on("close", () => to.destroy());
    };
    pass(client, remote);
    pass(remote, client);
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
    close: () => {
      endAll();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
