import type { Transform } from "node:stream";
import { constants, createBrotliCompress, createGzip, createZstdCompress } from "node:zlib";
import { acceptedEncoding } from "./accepted-encoding.ts";

type Encoder = Transform & { flush(done: () => void): void };

/** The best first. The levels are those that take less time than they save on a slow line. */
const encoders = {
  zstd: () => createZstdCompress({ params: { [constants.ZSTD_c_compressionLevel]: 3 } }),
  br: () => createBrotliCompress({ params: { [constants.BROTLI_PARAM_QUALITY]: 4 } }),
  gzip: () => createGzip(),
} satisfies Record<string, () => unknown>;
const names = ["zstd", "br", "gzip"] as const;

/**
 * Compresses pages, data and CSV as the browser accepts it. What was rendered is sent on at once, compressed. Events are left
 * alone, and so is what has an ETag, which names these very bytes.
 */
export function compressed(request: Request, response: Response): Response {
  if (!response.body || !isText(response.headers) || response.headers.has("etag")) return response;
  response.headers.append("Vary", "Accept-Encoding");
  const encoding = acceptedEncoding(request.headers.get("accept-encoding"), names);
  if (!encoding || isAskedByOthers(request)) return response;
  response.headers.set("Content-Encoding", encoding);
  response.headers.delete("Content-Length");
  return new Response(response.body.pipeThrough(compressing(encoders[encoding]())), response);
}

function isText(headers: Headers): boolean {
  const type = headers.get("content-type") ?? "";
  return /^(text\/(?!event-stream)|application\/json)/.test(type) && !headers.has("content-encoding");
}

/**
 * Whether another site, or a neighbour, made the browser ask. The length of a compressed page tells how much of its address it
 * repeats (BREACH): whoever chooses the address must not find that out, byte by byte.
 */
function isAskedByOthers({ headers }: Request): boolean {
  return /^(cross|same)-site$/.test(headers.get("sec-fetch-site") ?? "");
}

/** Flushes once a turn: what comes together is compressed together, and nothing waits for what comes later. */
function compressing(encoder: Encoder): TransformStream<Uint8Array, Uint8Array> {
  let isFlushDue = false;
  const transformer: Transformer<Uint8Array, Uint8Array> & { cancel(): void } = {
    start(controller) {
      encoder.on("data", (chunk: Buffer) => controller.enqueue(chunk));
      encoder.on("error", (error) => controller.error(error));
    },
    transform(chunk) {
      encoder.write(chunk);
      if (isFlushDue) return;
      isFlushDue = true;
      setImmediate(() => {
        isFlushDue = false;
        if (!encoder.writableEnded) encoder.flush(() => {});
      });
    },
    flush() {
      return new Promise<void>((resolve) => {
        encoder.once("end", resolve).end();
      });
    },
    // The browser has gone. An encoder holds some memory that the garbage collector does not see.
    cancel: () => void encoder.destroy(),
  };
  return new TransformStream(transformer);
}
