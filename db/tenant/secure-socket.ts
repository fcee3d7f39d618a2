import { isIP, type Socket } from "node:net";
import { connect, type TLSSocket } from "node:tls";

export type TlsMode = "allow" | "prefer" | "require" | "verify-ca" | "verify-full";

const sslRequest = Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]);
const accepted = "S".charCodeAt(0);

/** What `sslmode` or `ssl` in a database URL asks for, as postgres.js reads it; undefined for no TLS. */
export function tlsModeOf(url: string): TlsMode | undefined {
  const { searchParams } = new URL(url);
  const mode = searchParams.get("sslmode") ?? searchParams.get("ssl");
  return mode === null || mode === "disable" || mode === "false" ? undefined : (mode as TlsMode);
}

/**
 * Asks the server for TLS and returns the encrypted socket, or the same socket if the server refuses and the mode allows that.
 * We do it, not the driver, because it would remove our listeners, and what it reads could not be counted.
 * @throws when the server refuses TLS although it is required, or its certificate is not valid.
 */
export async function secure(socket: Socket, host: string, mode: TlsMode): Promise<Socket> {
  socket.write(sslRequest);
  const answer = await firstBytes(socket);
  if (answer.length === 1 && answer[0] === accepted) return await encrypt(socket, host, mode);
  // More than one byte was not sent by a server: somebody on the way wants it to be read as if encrypted.
  if (answer.length === 1 && (mode === "allow" || mode === "prefer")) return socket;
  throw new Error(`The database at ${host} does not offer TLS, which its URL requires.`);
}

function firstBytes(socket: Socket): Promise<Buffer> {
  const { promise, resolve, reject } = Promise.withResolvers<Buffer>();
  const onClose = () => reject(Object.assign(new Error("The connection was closed"), { code: "ECONNRESET" }));
  socket.once("close", onClose).once("data", (bytes: Buffer) => {
    socket.off("close", onClose);
    resolve(bytes);
  });
  return promise;
}

function encrypt(socket: Socket, host: string, mode: TlsMode): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const rejectUnauthorized = mode === "verify-ca" || mode === "verify-full";
  const encrypted = connect({ socket, rejectUnauthorized, ...(!isIP(host) && { servername: host }) });
  encrypted.once("secureConnect", () => resolve(encrypted)).once("error", reject);
  return promise;
}
