/** The maximum size of a body, including Clerk's webhooks. */
const mostBytes = 1024 * 1024;

export type Body = { content: ReadableStream | Uint8Array | null };

/**
 * The body to pass on; undefined if it is too large. Content-Length says so immediately; a chunked body without one is read
 * here to find out.
 */
export async function takeBody(request: Request): Promise<Body | undefined> {
  if (request.method === "GET" || request.method === "HEAD" || !request.body) return { content: null };
  const length = request.headers.get("content-length");
  if (length !== null) return Number(length) <= mostBytes ? { content: request.body } : undefined;
  const content = await readUpTo(mostBytes, request.body);
  return content && { content };
}

async function readUpTo(most: number, stream: ReadableStream<Uint8Array>): Promise<Uint8Array | undefined> {
  const reader = stream.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader.read(); part.value; part = await reader.read()) {
    size += part.value.byteLength;
    if (size > most) {
      await reader.cancel();
      return undefined;
    }
    chunks.push(part.value);
  }
  return Buffer.concat(chunks);
}
