/**
 * A Cookie header without what no cookie of ours can be: pairs that cannot be decoded. Clerk's SDK throws at the first of
 * them, and any neighbour's page can set one for the whole site: whoever has it would see nothing but failures.
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
