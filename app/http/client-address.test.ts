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
  ["an entry with a port is the address alone", "10.1.2.3", "1.2.3.4:5678", "1.2.3.4"],
  ["so is an IPv6 one", "10.1.2.3", "[2001:4860::8]:5678", "2001:4860::8"],
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

test("of several forwarded hosts the one counts that the outermost trusted proxy added", () => {
  const hostOf = (host: string, chain = "1.2.3.4") =>
    settleForwarded(new Headers({ "x-forwarded-host": host, "x-forwarded-for": chain }), "10.1.2.3", proxies)
      .host;
  expect(hostOf("forged.com, acme.app.com")).toBe("acme.app.com");
  expect(hostOf("acme.app.com, inner-balancer", "1.2.3.4, 192.0.2.7")).toBe("acme.app.com");
  expect(hostOf("forged.com, acme.app.com, inner-balancer", "6.6.6.6, 1.2.3.4, 192.0.2.7")).toBe(
    "acme.app.com",
  );
  expect(hostOf("acme.app.com", "1.2.3.4, 192.0.2.7")).toBe("acme.app.com");
  const lines = new Headers([
    ["x-forwarded-host", "forged.com"],
    ["x-forwarded-host", "acme.app.com"],
  ]);
  expect(settleForwarded(lines, "10.1.2.3", proxies).host).toBe("acme.app.com");
});

test("Forwarded counts where there is no X-Forwarded header, and only from a trusted proxy", () => {
  const settle = (forwarded: string, peer = "10.1.2.3", more = {}) => {
    const headers = new Headers({ host: "web-1", forwarded, ...more });
    const settled = settleForwarded(headers, peer, proxies);
    expect(headers.has("forwarded")).toBe(false);
    return settled;
  };
  const element = "for=1.2.3.4;proto=https;host=acme.app.com";
  expect(settle(element)).toEqual({ address: "1.2.3.4", host: "acme.app.com" });
  expect(settle(element, "9.9.9.9")).toEqual({ address: "9.9.9.9", host: "web-1" });
  expect(settle('For="[2001:4860::8]:47";Host="acme.app.com:3000"')).toEqual({
    address: "2001:4860::8",
    host: "acme.app.com:3000",
  });
  expect(settle(`for=6.6.6.6;host=forged.com, ${element}`)).toMatchObject({ host: "acme.app.com" });
  expect(settle(`${element}, for=192.0.2.7;host=inner`)).toEqual({
    address: "1.2.3.4",
    host: "acme.app.com",
  });
  expect(settle('for="_a,;host=x";host="a,b\\""')).toEqual({ address: "10.1.2.3", host: 'a,b"' });
  expect(settle(element, "10.1.2.3", { "x-forwarded-host": "globex.app.com" }).host).toBe("globex.app.com");
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
