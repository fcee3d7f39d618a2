import { readFile } from "node:fs/promises";
import { connect, isIP, type Socket } from "node:net";
import { type ConnectionOptions, connect as connectTls } from "node:tls";
import type { Tls, TlsMode } from "#db/database-tls.ts";
import { type DatabaseAddress, isSocket, socketPath } from "#db/database-url.ts";
import { isDatabaseAway } from "#db/errors.ts";

/**
 * Opens a socket to PostgreSQL, with TLS where wanted. `onSocket` gets the TCP socket at once, so that the caller can end an
 * attempt that hangs. The driver's own TLS would remove the listeners by which we learn of a lost connection.
 */
export async function dial(address: DatabaseAddress, onSocket: (socket: Socket) => void): Promise<Socket> {
  const { host, hostAddress = host, port, tls } = address;
  const socket = isSocket(hostAddress)
    ? connect({ path: socketPath(address) })
    : connect({ host: hostAddress, port });
  onSocket(socket);
  await settled(socket, "connect").catch(asAway("CONNECT_FAILED", "The database cannot be reached"));
  if (tls.mode === "none" || !(await acceptsTls(socket, tls.mode))) return socket;
  return await encrypt(socket, tls, host).catch(asAway("CONNECT_TLS", "TLS with the database failed"));
}

async function encrypt(socket: Socket, tls: Tls, host: string): Promise<Socket> {
  const secure = connectTls({ ...(await tlsOptions(tls, host)), socket });
  await settled(secure, "secureConnect");
  return secure;
}

/** A socket that is missing while PostgreSQL restarts, or a certificate between two: codes that say so, for all callers. */
function asAway(code: string, what: string): (error: Error) => never {
  return (error) => {
    if (isDatabaseAway(error)) throw error;
    throw Object.assign(new Error(`${what}: ${error.message}`, { cause: error }), { code });
  };
}

/** The files are read for each connection, so that renewed certificates count. */
async function tlsOptions(
  { mode, rootCert, cert, key, passphrase }: Tls,
  host: string,
): Promise<ConnectionOptions> {
  return {
    host,
    servername: isIP(host) ? undefined : host,
    rejectUnauthorized: mode === "verified" || mode === "verified-issuer",
    ...(rootCert && { ca: await readFile(rootCert) }),
    ...(cert && key && { cert: await readFile(cert), key: await readFile(key), passphrase }),
    ...(mode === "verified-issuer" && { checkServerIdentity: () => undefined }),
  };
}

/** PostgreSQL answers one byte to this request: S, or N for plain text. */
async function acceptsTls(socket: Socket, mode: TlsMode): Promise<boolean> {
  socket.write(Buffer.from([0, 0, 0, 8, 4, 210, 22, 47]));
  const answer = (await settled(socket, "data")) as Buffer;
  // More than one byte was not sent by a server: someone on the way wants it to be read as if encrypted.
  if (answer.length === 1 && answer[0] === 83) return true;
  if (mode === "preferred") return false;
  socket.destroy();
  throw Object.assign(new Error("The database does not offer TLS, which its URL demands"), {
    code: "CONNECT_NO_TLS",
  });
}

/** Resolves with the event's value; rejects when the socket fails or closes first. */
function settled(socket: Socket, event: "connect" | "secureConnect" | "data"): Promise<unknown> {
  return new Promise((resolve, reject) => {
    const onClose = () => reject(closedEarly());
    const done = (value: unknown) => {
      socket.off("error", reject).off("close", onClose);
      resolve(value);
    };
    socket.once(event, done).once("error", reject).once("close", onClose);
  });
}

function closedEarly(): Error {
  const message = "The database closed the connection before it was ready";
  return Object.assign(new Error(message), { code: "CONNECTION_CLOSED" });
}
