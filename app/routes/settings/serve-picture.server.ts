type Picture = { content: Uint8Array | string; type: "image/webp" | "image/svg+xml"; version: string };

/**
 * The answer to an `<img>` or icon of a workspace: for its members alone, and for their browser's cache alone. It asks
 * `read`, which goes through withTenant; where that would lead a page to sign in, a picture is only refused.
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
    // The address carries the version, so a browser need not ask again for a picture it has.
    "Cache-Control": "private, max-age=86400",
    "Content-Type": picture.type,
    "Content-Security-Policy": "default-src 'none'; sandbox",
    "X-Content-Type-Options": "nosniff",
  };
  if (request.headers.get("if-none-match") === etag) return new Response(null, { status: 304, headers });
  return new Response(picture.content as BodyInit, { headers });
}
