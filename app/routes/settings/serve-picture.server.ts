type Picture = { content: Uint8Array | string; type: "image/webp" | "image/svg+xml"; version: string };

/**
 * Serves an image or icon of a workspace to its members, cacheable only by their browsers. `read` goes through
 * withTenant. Where a page would redirect to sign-in, an image is refused instead.
 */
export async function servePicture(
  request: Request,
  read: () => Promise<Picture | undefined>,
): Promise<Response> {
  const picture = await read().catch((thrown: unknown) => {
    if (thrown instanceof Response && thrown.status < 400) throw new Response(null, { status: 401 });
    throw thrown;
  });
  if (!picture) return new Response(null, { status: 404 });
  const etag = `"${picture.version}"`;
  const headers = {
    ETag: etag,
    // The URL contains the version, so browsers can cache the picture.
    "Cache-Control": "private, max-age=86400",
    "Content-Type": picture.type,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
  };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(picture.content as BodyInit, { headers });
}
