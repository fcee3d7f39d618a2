import { expect, test } from "bun:test";
import { createProxyList, settleForwarded } from "./client-address.ts";

const proxies = createProxyList(["10.0.0.0/8", "192.0.2.7", "2001:db8::/32"]);

const addresses: [string, string, string, string][] = [
  ["a stranger's claim is not taken", "9.9.9.9", "1.2.3.4", "9.9.9.9"],
  ["a proxy's is", "10.1.2.3", "1.2.3.4", "1.2.3.4"],
  ["an IPv4 proxy on an IPv6 socket is recognised", "::ffff:10.1.2.3", "1.2.3.4", "1.2.3.4"],
  ["an IPv6 proxy is recognised", "2001:db8::1", "2001:4860::8", "2001:4860::8"],
  ["a proxy named alone is recognised, its neighbour is not", "192.0.2.8", "1.2.3.4", "192.0.2.8"],
  [
    "what stands before the client's entry is the client's own making",
    "10.1.2.3",
    "6.6.6.6, 1.2.3.4",
    "1.2.3.4",
  ],
  ["several proxies in a row are walked through", "10.1.2.3", "6.6.6.6, 1.2.3.4, 192.0.2.7", "1.2.3.4"],
  ["the walk ends at what is no address", "10.1.2.3", "1.2.3.4, unknown", "10.1.2.3"],
  ["without an entry the proxy itself is the client", "10.1.2.3", "", "10.1.2.3"],
];
for (const [outcome, peer, chain, address] of addresses) {
  test(`${outcome}: ${peer} says "${chain}"`, () => {
    const headers = new Headers({ "x-forwarded-for": chain });
    expect(settleForwarded(headers, peer, proxies).address).toBe(address);
    expect(headers.has("x-forwarded-for")).toBe(false);
  });
}

test("the forwarded host counts only from a trusted proxy", () => {
  const claim = () => new Headers({ host: "web-1:3000", "x-forwarded-host": "acme.app.com" });
  expect(settleForwarded(claim(), "9.9.9.9", proxies).host).toBe("web-1:3000");
  expect(settleForwarded(claim(), "10.1.2.3", proxies).host).toBe("acme.app.com");
  expect(settleForwarded(new Headers({ host: "app.com" }), "10.1.2.3", proxies).host).toBe("app.com");
});

test("a request id from a proxy is kept unless it could break a log line", () => {
  const idAfter = (id: string) => {
    const headers = new Headers({ "x-request-id": id });
    settleForwarded(headers, "10.1.2.3", proxies);
    return headers.get("x-request-id");
  };
  expect(idAfter("from-the-balancer")).toBe("from-the-balancer");
  for (const id of ["short", 'quote"and space', "x".repeat(129)])
    expect([id, idAfter(id)]).toEqual([id, null]);
});
