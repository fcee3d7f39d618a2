import { connect, isIP, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export type Target = { host: string; port: number; tls: TlsMode };

/** `preferred` falls back to plain text; `unverified` accepts any certificate. */
export type TlsMode = "none" | "preferred" | "unverified" | "verified";

/** The mode that a database URL asks for, as the driver reads it: `sslmode=require` does not verify the certificate. */
export function tlsModeOf(url: string): TlsMode {
  const { searchParams } = new URL(url);
  if (searchParams.get("sslrootcert") === "system") return "verified";
  const mode = searchParams.get("sslmode") ?? searchParams.get("ssl") ?? "disable";
  if (["disable", "false"].includes(mode)) return "none";
  if (mode === "prefer") return "preferred";
  return ["allow", "require"].includes(mode) ? "unverified" : "verified";
}

/**
 * Opens a socket to PostgreSQL, with TLS where wanted. `onSocket` gets the TCP socket at once, so that the caller can end an
 * attempt that hangs. The driver's own TLS would remove the listeners by which we learn of a lost connection.
 */
export async function dial(target: Target, onSocket: (socket: Socket) => void): Promise<Socket> {
  const { host, port, tls } = target;
  const socket = connect({ host, port });
  onSocket(socket);
  await settled(socket, "connect");
  if (tls === "none" || !(await acceptsTls(socket, tls))) return socket;
  const secure = connectTls({
    socket,
    servername: isIP(host) ? undefined : host,
    rejectUnauthorized: tls === "verified",
  });
  await settled(secure, "secureConnect");
  return secure;
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
