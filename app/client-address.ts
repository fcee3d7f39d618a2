import { BlockList, isIP } from "node:net";

/** The proxies whose word about a client is taken, as addresses and networks (`10.0.0.0/8`). */
export function createProxyList(entries: readonly string[]): BlockList {
  const proxies = new BlockList();
  for (const entry of entries) {
    const [address = "", prefix] = entry.split("/");
    const family = isIP(address) === 6 ? "ipv6" : "ipv4";
    if (prefix === undefined) proxies.addAddress(address, family);
    else proxies.addSubnet(address, Number(prefix), family);
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
 * Removes from the headers what a client could have made up about itself. From a trusted proxy its own entry, the last
 * of X-Forwarded-For, is the client's address, and its request id stays.
 */
export function settleForwarded(headers: Headers, peer: string, proxies: BlockList): { address: string } {
  const address = peer.replace(/^::ffff:/, "");
  const isTrusted = isIP(address) !== 0 && proxies.check(address, isIP(address) === 6 ? "ipv6" : "ipv4");
  const claimed = isTrusted ? headers.get("x-forwarded-for")?.split(",").at(-1)?.trim() : undefined;
  const requestId = isTrusted ? headers.get("x-request-id") : null;
  for (const name of forwardedHeaders) headers.delete(name);
  if (requestId && /^[\w.:-]{8,128}$/.test(requestId)) headers.set("x-request-id", requestId);
  return { address: claimed && isIP(claimed) ? claimed : address };
}
