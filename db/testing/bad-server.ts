import { createServer, type Socket } from "node:net";

export type BadServer = {
  url: string;
  /** How many connections were opened so far. */
  dials(): number;
  close(): void;
};

/** A balancer without a backend: takes the start-up packet, then ends or resets the connection, or never answers. */
export async function openBadServer(manner: "ends" | "resets" | "is silent"): Promise<BadServer> {
  let dials = 0;
  const clients = new Set<Socket>();
  const server = createServer((client) => {
    dials += 1;
    clients.add(client);
    client.on("error", () => {});
    client.once("data", () => {
      if (manner === "ends") client.end();
      if (manner === "resets") client.resetAndDestroy();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as { port: number };
  const close = () => {
    for (const client of clients) client.destroy();
    server.close();
  };
  return { url: `postgres://anyone:any@127.0.0.1:${port}/any`, dials: () => dials, close };
}
