import { expect, test } from "bun:test";
import { setSecurityHeaders } from "./security-headers.ts";

const settings = {
  BASE_URL: "https://app.com",
  NODE_ENV: "production",
  CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.com$")}`,
  CLERK_PROXY_URL: undefined,
} as const;

test("pages can reach only our own hosts and Clerk's", () => {
  const policy = policyOf({});
  expect(policy.get("default-src")).toBe("'none'");
  expect(policy.get("script-src")).toBe("'nonce-n0nce' 'strict-dynamic'");
  expect(policy.get("connect-src")).toBe("'self' https://clerk.app.com");
  expect(policy.get("form-action")).toBe("'self' https://app.com https://clerk.app.com");
  expect(policy.get("frame-ancestors")).toBe("'none'");
  expect(policy.get("base-uri")).toBe("'none'");
});

test("a proxy for Clerk's Frontend API takes the place of the key's host", () => {
  const policy = policyOf({ CLERK_PROXY_URL: "https://app.com/__clerk" });
  expect(policy.get("connect-src")).toBe("'self' https://app.com");
});

test("in development pages can also reach hot reload on this machine", () => {
  const policy = policyOf({ NODE_ENV: "development" });
  expect(policy.get("connect-src")).toBe("'self' https://clerk.app.com ws://127.0.0.1:*");
});

test("an https address gets Strict-Transport-Security", () => {
  expect(headersOf({}).get("strict-transport-security")).toBe("max-age=63072000; includeSubDomains");
  expect(headersOf({ BASE_URL: "http://app.localhost:3000" }).has("strict-transport-security")).toBe(false);
});

test("a response's own headers are kept", () => {
  const headers = new Headers({ "Cache-Control": "public, max-age=60" });
  setSecurityHeaders(headers, settings, "n0nce");
  expect(headers.get("cache-control")).toBe("public, max-age=60");
});

type Change = Partial<Parameters<typeof setSecurityHeaders>[1]>;

function headersOf(change: Change): Headers {
  const headers = new Headers();
  setSecurityHeaders(headers, { ...settings, ...change }, "n0nce");
  return headers;
}

function policyOf(change: Change): Map<string, string> {
  const directives = headersOf(change).get("content-security-policy")?.split("; ") ?? [];
  return new Map(
    directives.map((directive) => {
      const [name = "", ...sources] = directive.split(" ");
      return [name, sources.join(" ")];
    }),
  );
}
