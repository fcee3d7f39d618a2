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

export type Forwarded = {
  /** The client's address. */
  address: string;
  /** The host that the client asked for. */
  host: string | null;
  /** The port that it asked, if a proxy says so apart from the host. */
  port?: string;
};

/**
 * Removes headers that a client could have forged, and returns what they say if a trusted proxy sent them; its request id is
 * kept. X-Forwarded-* counts before RFC 7239's Forwarded. Of several entries the one counts that the outermost trusted proxy
 * added, or else the first.
 */
export function settleForwarded(headers: Headers, peer: string, proxies: BlockList): Forwarded {
  const given = (name: string) => (isProxy(peer, proxies) ? headers.get(name) : null);
  const standard = parseForwarded(given("forwarded") ?? "");
  const listed = (name: string, parameter: "for" | "host") => {
    const entries = listOf(given(name));
    return entries.length > 0 ? entries : standard.flatMap((element) => element[parameter] ?? []);
  };
  const walked = walk(peer, listed("x-forwarded-for", "for"), proxies);
  const outermost = (entries: string[]) => entries.at(Math.max(0, entries.length - walked.proxies));
  const host = outermost(listed("x-forwarded-host", "host")) ?? headers.get("host");
  const port = outermost(listOf(given("x-forwarded-port")));
  const requestId = given("x-request-id");
  for (const name of forwardedHeaders) headers.delete(name);
  if (requestId && /^[\w.:-]{8,128}$/.test(requestId)) headers.set("x-request-id", requestId);
  return { address: walked.address, host, ...(port && { port }) };
}

/** Each proxy vouches for the entry before its own, so we walk from the right to the first untrusted address. */
function walk(peer: string, chain: string[], proxies: BlockList): { address: string; proxies: number } {
  let address = plain(peer);
  let count = isProxy(address, proxies) ? 1 : 0;
  for (const claimed of chain.toReversed()) {
    if (!isProxy(address, proxies) || isIP(plain(claimed)) === 0) break;
    address = plain(claimed);
    if (isProxy(address, proxies)) count += 1;
  }
  return { address, proxies: count };
}

function isProxy(given: string, proxies: BlockList): boolean {
  const address = plain(given);
  return isIP(address) !== 0 && proxies.check(address, familyOf(address));
}

/** A dual-stack socket reports an IPv4 address as an IPv6 one; some proxies add the client's port. */
function plain(address: string): string {
  const bare =
    /^\[([^\]]+)\](?::\d+)?$/.exec(address)?.[1] ?? address.replace(/^(\d+(?:\.\d+){3}):\d+$/, "$1");
  return bare.replace(/^::ffff:(?=\d+\.)/i, "");
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

/** One element a proxy, `for=1.2.3.4;host=app.com`; values may be quoted, and then contain commas and semicolons. */
function parseForwarded(header: string): { for?: string; host?: string }[] {
  const elements = header.match(/(?:"(?:\\.|[^"\\])*"|[^,"])+/g) ?? [];
  return elements.map((element) => {
    const pairs = element.matchAll(/(?:^|;)\s*(for|host)\s*=\s*(?:"((?:\\.|[^"\\])*)"|([^;\s"]+))/gi);
    return Object.fromEntries(
      [...pairs].map(([, name = "", quoted, token]) => [
        name.toLowerCase(),
        quoted?.replace(/\\(.)/g, "$1") ?? token,
      ]),
    );
  });
}
