/**
 * How many bytes of cookies a browser may come to send us. Bun answers a request with more than 16 KiB of headers with a bare 431
 * before the application runs, on every page until the cookies expire; address and other headers need the rest.
 */
export const cookieBudget = 12_000;

/** Preferences, and the stamp of a write on which cached pages depend. There are few of them. */
const small = 100;

/**
 * Removes Set-Cookie headers of ours with which the browser would send more than the budget, last ones first. Clerk's stay:
 * nobody could sign in without them. Deletions and small ones always stay.
 * @param sent the request's Cookie header.
 * @returns the names of what was removed.
 */
export function keepWithinBudget(headers: Headers, sent: string | null): string[] {
  const given = headers.getSetCookie();
  if (given.length === 0) return [];
  const sizes = sizesOf(sent ?? "");
  const removed: string[] = [];
  headers.delete("set-cookie");
  for (const cookie of given.toSorted((a, b) => Number(isClerks(b)) - Number(isClerks(a)))) {
    const [pair = ""] = cookie.split(";");
    const name = pair.slice(0, pair.indexOf("="));
    const size = pair.endsWith("=") ? 0 : pair.length + 2;
    const others = [...sizes].reduce((sum, [other, bytes]) => sum + (other === name ? 0 : bytes), 0);
    if (size > small && !isClerks(cookie) && others + size > cookieBudget) removed.push(name);
    else {
      headers.append("Set-Cookie", cookie);
      sizes.set(name, size);
    }
  }
  return removed;
}

function sizesOf(sent: string): Map<string, number> {
  const sizes = new Map<string, number>();
  for (const pair of sent.split(/;\s*/)) {
    const name = pair.split("=", 1)[0] ?? "";
    sizes.set(name, (sizes.get(name) ?? 0) + pair.length + 2);
  }
  return sizes;
}

function isClerks(cookie: string): boolean {
  return cookie.startsWith("__");
}
