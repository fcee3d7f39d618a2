/** From when the pointer rests on a link until it is clicked, in seconds. */
const longestRest = 5;

/**
 * What a browser fetches ahead it may keep for the click, or the fetch would be for nothing. No longer than that, in no
 * other's cache, and only for the cookies it was asked with: a write gives the browser another, so that nobody who
 * changed something is shown how it was before.
 */
export function keepPrefetched({ method, url, headers: asked }: Request, response: Response): void {
  const { headers, status } = response;
  if (method === "POST") {
    const secure = url.startsWith("https:") ? "; Secure" : "";
    headers.append("Set-Cookie", `written=${stamp()}; Path=/; HttpOnly; SameSite=Lax${secure}`);
  }
  if (method !== "GET" || status !== 200 || !asked.get("sec-purpose")?.startsWith("prefetch")) return;
  if (!new URL(url).pathname.endsWith(".data") || headers.has("cache-control")) return;
  headers.set("Cache-Control", `private, max-age=${longestRest}`);
  headers.append("Vary", "Cookie");
}

function stamp(): string {
  return Bun.randomUUIDv7().slice(0, 18);
}
