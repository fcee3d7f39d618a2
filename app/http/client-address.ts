import { BlockList, isIP } from "node:net";

/** The proxies whose forwarded headers are trusted, as addresses and networks (`10.0.0.0/8`). */
export function createProxyList(entries: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    if (prefix === undefined) proxies.addAddress(address, familyOf(address));
    else proxies.addSubnet(address, Number(prefix), familyOf(address));
  }
  return proxies;
}

const forwardedHeaders = [
  "x-forwarded-for",
  "x-forwarded-host",
  "x-forwarded-proto",
  "x-forwarded-port",
  "forwarded",
  "x-request-id",
];

/**
 * Removes headers that a client could have forged, and returns the client's address and the requested host. From a trusted
 * proxy the forwarded address and host count, and its request id is kept.
 */
export function settleForwarded(
  headers: Headers,
  peer: string,
  proxies: BlockList,
): { address: string; host: string | null } {
  const given = (name: string) => (isProxy(peer, proxies) ? headers.get(name) : null);
  const chain = listOf(given("x-forwarded-for"));
  const host = listOf(given("x-forwarded-host")).at(-1) ?? headers.get("host");
  const requestId = given("x-request-id");
  for (const name of forwardedHeaders) headers.delete(name);
  if (requestId && /^[\w.:-]{8,128}$/.test(requestId)) headers.set("x-request-id", requestId);
  return { address: clientOf(peer, chain, proxies), host };
}

/** Each proxy vouches for the entry before its own, so we walk from the right to the first untrusted address. */
function clientOf(peer: string, chain: string[], proxies: BlockList): string {
  let address = plain(peer);
  for (const claimed of chain.reverse()) {
    if (!isProxy(address, proxies) || isIP(plain(claimed)) === 0) break;
    address = plain(claimed);
  }
  return address;
}

function isProxy(given: string, proxies: BlockList): boolean {
  const address = plain(given);
  return isIP(address) !== 0 && proxies.check(address, familyOf(address));
}

/** A dual-stack socket reports an IPv4 address as an IPv6 one. */
function plain(address: string): string {
  return address.replace(/^::ffff:(?=\d+\.)/i, "");
}

function familyOf(address: string): "ipv4" | "ipv6" {
  return isIP(address) === 6 ? "ipv6" : "ipv4";
}

function listOf(header: string | null): string[] {
  return (header ?? "")
    .split(",")
    .map((entry) => entry.trim())
    .filter(Boolean);
}
