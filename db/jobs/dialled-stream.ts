import type { Socket } from "node:net";
import { Duplex } from "node:stream";
import type { DatabaseAddress } from "#db/database-url.ts";
import { dial } from "#db/tenant/driver/dial.ts";

/** What the queue's driver takes for a TCP socket that it connects itself: TLS, where wanted, is already inside. */
export class DialledStream extends Duplex {
  private socket: Socket | undefined;

  constructor(private readonly address: DatabaseAddress) {
    super();
  }

  connect(): this {
    // Until the dial ends, its error says more than the socket's.
    const keep = (tcp: Socket) => {
      this.socket = tcp.on("error", () => {});
    };
    dial(this.address, keep).then(
      (socket) => this.attach(socket),
      (error) => this.destroy(error),
    );
    return this;
  }

  setNoDelay(): this {
    return this;
  }

  setKeepAlive(isOn: boolean, delay?: number): this {
    this.socket?.setKeepAlive(isOn, delay);
    return this;
  }

  ref(): this {
    this.socket?.ref();
    return this;
  }

  unref(): this {
    this.socket?.unref();
    return this;
  }

  override _read(): void {
    this.socket?.resume();
  }

  override _write(chunk: Buffer, _encoding: BufferEncoding, done: (error?: Error | null) => void): void {
    this.socket?.write(chunk, done);
  }

  override _final(done: () => void): void {
    if (this.socket) this.socket.end(done);
    else done();
  }

  override _destroy(error: Error | null, done: (error: Error | null) => void): void {
    this.socket?.destroy();
    done(error);
  }

  private attach(socket: Socket): void {
    if (this.destroyed) return void socket.destroy();
    // Over TLS, the socket below may be the only one that learns of a lost connection.
    for (const layer of [this.socket, socket]) layer?.on("close", () => this.destroy());
    this.socket = socket;
    socket.on("error", (error) => this.destroy(error));
    socket.on("end", () => this.push(null));
    socket.on("data", (chunk) => {
      if (!this.push(chunk)) socket.pause();
    });
    this.emit("connect");
  }
}
