import type { ReactNode } from "react";
import { type ReactDOMServerReadableStream, renderToReadableStream } from "react-dom/server.browser";

type Options = {
  nonce: string;
  /** The request's signal: errors after the client disconnected are not reported. */
  signal: AbortSignal;
  longestMs: number;
  onError(error: unknown): void;
};

/** Renders as a stream that ends when the client disconnects or after `longestMs`, even if content is still pending. */
export async function renderDocument(
  document: ReactNode,
  { nonce, signal, longestMs, onError }: Options,
): Promise<ReactDOMServerReadableStream> {
  const end = new AbortController();
  const abort = () => end.abort(signal.reason);
  const timer = setTimeout(() => end.abort(new RenderTimeout(longestMs)), longestMs);
  const rendering = renderToReadableStream(document, {
    nonce,
    signal: end.signal,
    onError(error) {
      if (!signal.aborted) onError(error);
    },
  });
  signal.addEventListener("abort", abort, { once: true });
  const release = () => {
    clearTimeout(timer);
    signal.removeEventListener("abort", abort);
  };
  // React keeps listening to the signal and would report an abort after the end as a failure.
  rendering.then((body) => body.allReady).then(release, release);
  return await rendering;
}

class RenderTimeout extends Error {
  override name = "RenderTimeout";
  constructor(longestMs: number) {
    super(`the page was not complete after ${longestMs} ms`);
  }
}
