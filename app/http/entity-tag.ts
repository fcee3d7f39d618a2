/**
 * Whether If-None-Match names this ETag, alone, in a list or by `*`. A proxy that recompresses marks our tags as weak, which makes
 * no difference here.
 */
export function isKnown(request: Request, etag: string): boolean {
  const tags = (request.headers.get("if-none-match") ?? "")
    .split(",")
    .map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}
