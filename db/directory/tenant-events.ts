import { connect, type Socket } from "node:net";
import postgres from "postgres";
import type { Client, Pool } from "#db/tenant/pool.ts";

type EventsOptions = {
  /** A pool of tenantry_web, over which heartbeats are sent. */
  web: Pool;
  /** A direct connection of tenantry_web, over which they must come back. */
  listenUrl: string;
  /** A tenant changed. Only a hint: a notification can be forged. */
  onEvent: (slug: string) => void;
  /** Listening begins or resumes: earlier notifications were missed. */
  onGap: () => void;
  onSilence?: (isSilent: boolean) => void;
  /** After this long without a heartbeat, in milliseconds, the connection is replaced. 5,000 by default. */
  maxSilence?: number;
};

type Listener = { openedAt: number; socket?: Socket; isListening: boolean; isLost: boolean };

const channel = "tenants";
// In milliseconds.
const beatInterval = 400;
const beatTimeout = 1000;
const retryInterval = 1000;

/**
 * Listens for changes of tenants. A connection that looks healthy may be dead, or lead to a PgBouncer that drops
 * notifications, so we send ourselves a heartbeat. PostgreSQL delivers notifications in commit order: once it comes back,
 * every change committed before it was sent has arrived.
 */
export class TenantEvents {
  /** Every change committed before this moment, of performance.now(), has been passed to `onEvent`. */
  confirmedUntil = Number.NEGATIVE_INFINITY;
  private beat = { token: "", sentAt: Number.NEGATIVE_INFINITY };
  private listener: Listener;
  private readonly startedAt = performance.now();
  private isSilent = false;
  private isClosed = false;
  private readonly timer: Timer;

  constructor(private readonly options: EventsOptions) {
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
    const { maxSilence = 5000 } = this.options;
    const isSilent = now - Math.max(this.confirmedUntil, this.startedAt) > maxSilence;
    if (isSilent) this.reportSilence(true);
    if (this.listener.isLost ? age > retryInterval : isSilent && age > maxSilence) this.reopen();
    const isBeating = this.beat.token !== "" && now - this.beat.sentAt < beatTimeout;
    if (this.listener.isListening && !isBeating) this.sendBeat(now);
  }

  private reopen(): void {
    this.listener.socket?.destroy();
    this.listener = this.open();
  }

  /** A heartbeat that cannot be sent counts as one that does not come back. */
  private sendBeat(sentAt: number): void {
    const token = `beat ${crypto.randomUUID()}`;
    this.beat = { token, sentAt };
    const send = (client: Client) => client`select pg_catalog.pg_notify(${channel}, ${token})`;
    this.options.web.use(send).catch(noop);
  }

  private take(listener: Listener, payload: string): void {
    if (payload !== this.beat.token) {
      this.options.onEvent(payload);
    } else if (listener.isListening && listener === this.listener) {
      this.confirmedUntil = this.beat.sentAt;
      this.beat.token = "";
      this.reportSilence(false);
    }
  }

  private reportSilence(isSilent: boolean): void {
    if (isSilent === this.isSilent) return;
    this.isSilent = isSilent;
    this.options.onSilence?.(isSilent);
  }

  /** Opens one connection. If it is lost, a later tick opens another. */
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
      connection: { application_name: "tenantry events" },
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

  /** Keeps the socket, so that closing is certain, and refuses the driver's own reconnect, which would not listen. */
  private connect(listener: Listener, host: string, port: number): Promise<Socket> {
    if (listener.socket || this.isClosed) return Promise.reject(new Error("The listener is closed"));
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
