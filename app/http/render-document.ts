import type { ReactNode } from "react";
import { type ReactDOMServerReadableStream, renderToReadableStream } from "react-dom/server.browser";

type Options = {
  nonce: string;
  /** Of the request: when its client is gone, nobody is to hear of what then fails. */
  signal: AbortSignal;
  longestMs: number;
  onError(error: unknown): void;
};

/** Renders as a stream, which ends when the client is gone or after `longestMs`, whatever is still waited for. */
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
  // React does not forget the signal by itself: it takes an end after the end for a failure.
  rendering.then((body) => body.allReady).then(release, release);
  return await rendering;
}

class RenderTimeout extends Error {
  override name = "RenderTimeout";
  constructor(longestMs: number) {
    super(`the page was not complete after ${longestMs} ms`);
  }
}
