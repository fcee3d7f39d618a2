/**
 * A Cookie header without the pairs that cannot be decoded, which are never ours. Clerk's SDK throws on the first one, and
 * any neighbour's page can set one for the whole site, which would break every page for that person.
 */
export function readableCookies(header: string): string {
  const pairs = header.split(";").map((pair) => pair.trim());
  return pairs.filter(isDecodable).join("; ");
}

function isDecodable(pair: string): boolean {
  try {
    decodeURIComponent(pair);
    return true;
  } catch {
    return false;
  }
}
