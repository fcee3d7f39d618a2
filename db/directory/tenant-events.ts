import { connect, type Socket } from "node:net";
import postgres from "postgres";
import type { Client, Pool } from "#db/tenant/pool.ts";

type NewsOptions = {
  /** A pool of tenantry_web, over which a beat is sent. */
  web: Pool;
  /** A direct connection of tenantry_web, over which it must come back. */
  listenUrl: string;
  /** A tenant changed, or somebody says so: a notification can be forged. */
  onNews: (slug: string) => void;
  /** Listening begins, for the first time or again: what was said before was missed. */
  onGap: () => void;
  onSilence?: (isSilent: boolean) => void;
  /** In milliseconds: when it is over, the silence is told and the connection replaced. 5,000 unless told. */
  longestSilence?: number;
};

type Listener = { openedAt: number; socket?: Socket; isListening: boolean; isLost: boolean };

const channel = "tenants";
// In milliseconds.
const beatInterval = 400;
const longestBeat = 1000;
const shortestRetry = 1000;

/**
 * Listens for tenants that changed. A connection that looks well may be dead, or lead to a PgBouncer that swallows
 * notifications, so the proof is a beat: a notification of our own. PostgreSQL delivers them in the order of commits,
 * so when the beat comes back, every change that was committed before it was sent has been heard.
 */
export class TenantEvents {
  /** Every change committed before this moment, of performance.now(), has been told to `onNews`. */
  heardUntil = Number.NEGATIVE_INFINITY;
  private beat = { token: "", sentAt: Number.NEGATIVE_INFINITY };
  private listener: Listener;
  private readonly startedAt = performance.now();
  private isSilent = false;
  private isClosed = false;
  private readonly timer: Timer;

  constructor(private readonly options: NewsOptions) {
    this.listener = this.open();
    this.timer = setInterval(() => this.tick(), beatInterval);
    this.timer.unref();
  }

  close(): void {
    this.isClosed = true;
    clearInterval(this.timer);
    this.listener.socket?.destroy();
  }

  private tick(): void {
    const now = performance.now();
    const age = now - this.listener.openedAt;
    const { longestSilence = 5000 } = this.options;
    const isSilent = now - Math.max(this.heardUntil, this.startedAt) > longestSilence;
    if (isSilent) this.tellSilence(true);
    if (this.listener.isLost ? age > shortestRetry : isSilent && age > longestSilence) this.reopen();
    const isBeating = this.beat.token !== "" && now - this.beat.sentAt < longestBeat;
    if (this.listener.isListening && !isBeating) this.sendBeat(now);
  }

  private reopen(): void {
    this.listener.socket?.destroy();
    this.listener = this.open();
  }

  /** A beat that cannot be sent is one that does not come back. */
  private sendBeat(sentAt: number): void {
    const token = `beat ${crypto.randomUUID()}`;
    this.beat = { token, sentAt };
    const send = (client: Client) => client`select pg_catalog.pg_notify(${channel}, ${token})`;
    this.options.web.use(send).catch(noop);
  }

  private take(listener: Listener, payload: string): void {
    if (payload !== this.beat.token) {
      this.options.onNews(payload);
    } else if (listener.isListening && listener === this.listener) {
      this.heardUntil = this.beat.sentAt;
      this.beat.token = "";
      this.tellSilence(false);
    }
  }

  private tellSilence(isSilent: boolean): void {
    if (isSilent === this.isSilent) return;
    this.isSilent = isSilent;
    this.options.onSilence?.(isSilent);
  }

  /** Opens one connection, for once: when it is lost, a later tick opens another. */
  private open(): Listener {
    const listener: Listener = { openedAt: performance.now(), isListening: false, isLost: false };
    const lose = () => {
      Object.assign(listener, { isListening: false, isLost: true });
    };
    // A variable, because the driver's types leave out `socket` and `onnotify`.
    const options = {
      max: 1,
      max_lifetime: null,
      fetch_types: false,
      connection: { application_name: "tenantry news" },
      onnotice: noop,
      onnotify: (_: string, payload: string) => this.take(listener, payload),
      onclose: lose,
      socket: ({ host, port }: { host: string[]; port: number[] }) =>
        this.connect(listener, host[0] ?? "", port[0] ?? 0),
    };
    const client = postgres(this.options.listenUrl, options);
    client`listen ${client(channel)}`.then(() => this.begin(listener), lose);
    return listener;
  }

  private begin(listener: Listener): void {
    if (listener !== this.listener || listener.isLost) return;
    listener.isListening = true;
    this.options.onGap();
    this.sendBeat(performance.now());
  }

  /** Held here, so that what is given up is gone. The driver's own second attempt, which would not listen, gets none. */
  private connect(listener: Listener, host: string, port: number): Promise<Socket> {
    if (listener.socket || this.isClosed) return Promise.reject(new Error("The listener is given up"));
    const { promise, resolve, reject } = Promise.withResolvers<Socket>();
    // The driver reads host and port off the socket, for TLS.
    const socket = Object.assign(connect({ host, port }), { host, port });
    listener.socket = socket;
    socket.once("connect", () => resolve(socket));
    socket.on("error", reject);
    socket.once("close", () => reject(new Error("The connection was closed")));
    return promise;
  }
}

function noop(): void {}
