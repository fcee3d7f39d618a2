/** The time between hovering a link and clicking it, in seconds. */
const longestRest = 5;

/**
 * A browser may cache what it prefetched until the click; otherwise it would fetch it twice. No longer, in no shared cache,
 * and only for the same cookies: every write changes one, so that people never see data from before their own change.
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
