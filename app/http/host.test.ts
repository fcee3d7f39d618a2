import { expect, test } from "bun:test";
import { ownAddress, parseHost, tenantOrigin } from "./host.ts";

const development = "http://app.localhost:3000";
const production = "https://app.com";

const hosts: [string | null, string, ReturnType<typeof parseHost>][] = [
  ["app.localhost:3000", development, { kind: "apex" }],
  ["APP.localhost:3000", development, { kind: "apex" }],
  ["acme.app.localhost:3000", development, { kind: "tenant", slug: "acme" }],
  ["ACME.app.LOCALHOST:3000", development, { kind: "tenant", slug: "acme" }],
  ["acme.app.com", production, { kind: "tenant", slug: "acme" }],
  ["acme.app.com:443", production, { kind: "tenant", slug: "acme" }],
  ["acme.app.com:8443", production, { kind: "foreign" }],
  ["acme.app.localhost", development, { kind: "foreign" }],
  ["acme.app.localhost:3001", development, { kind: "foreign" }],
  ["a.b.app.localhost:3000", development, { kind: "illegal" }],
  ["www.app.localhost:3000", development, { kind: "illegal" }],
  ["xn--80ak6aa.app.localhost:3000", development, { kind: "illegal" }],
  ["-a.app.localhost:3000", development, { kind: "illegal" }],
  ["a_b.app.localhost:3000", development, { kind: "foreign" }],
  ["acme.app.localhost.:3000", development, { kind: "foreign" }],
  ["app.localhost.:3000", development, { kind: "foreign" }],
  [".app.localhost:3000", development, { kind: "illegal" }],
  ["evilapp.localhost:3000", development, { kind: "foreign" }],
  ["acme.app.localhost.evil.com", development, { kind: "foreign" }],
  ["evil.com", production, { kind: "foreign" }],
  ["127.0.0.1:3000", development, { kind: "foreign" }],
  ["[::1]:3000", development, { kind: "foreign" }],
  ["acme.app.com@evil.com", production, { kind: "foreign" }],
  ["acme.app.com/evil", production, { kind: "foreign" }],
  ["acme.app.com:443:443", production, { kind: "foreign" }],
  ["", production, { kind: "foreign" }],
  [null, production, { kind: "foreign" }],
];

for (const [header, base, host] of hosts) {
  test(`Host ${JSON.stringify(header)} under ${base} is ${JSON.stringify(host)}`, () => {
    expect(parseHost(header, base)).toEqual(host);
  });
}

test("a tenant's origin keeps scheme and port", () => {
  expect(tenantOrigin("acme", development)).toBe("http://acme.app.localhost:3000");
  expect(tenantOrigin("acme", production)).toBe("https://acme.app.com");
});

test("sign-in returns to our own hosts only", () => {
  expect(ownAddress("http://acme.app.localhost:3000/projects?x=1", development)).toBe(
    "http://acme.app.localhost:3000/projects?x=1",
  );
  expect(ownAddress("/workspaces", development)).toBe("http://app.localhost:3000/workspaces");
  const foreign = [
    null,
    "",
    "https://evil.com/",
    "//evil.com",
    "javascript:alert(1)",
    "http://acme.app.localhost:3000.evil.com/",
    "http://user@acme.app.localhost:3000/",
    "https://acme.app.localhost:3000/",
    "http://a.b.app.localhost:3000/",
    "http://[",
  ];
  for (const address of foreign) expect(ownAddress(address, development)).toBeUndefined();
});
