import { expect, test } from "bun:test";
import { renderScreen, type Screen } from "./screen.ts";
import { type Terminal, terminalOn } from "./terminal.ts";

const plain: Terminal = { isInteractive: false, style: (text) => text, write: () => {} };
const people = (slug: string) => ["owner", "viewer"].map((role) => ({ email: `${role}@${slug}.test` }));
const screen: Screen = {
  baseUrl: "http://app.localhost:3000",
  outboxUrl: "http://clerk.app.localhost:3100/outbox",
  seeded: {
    workspaces: [
      { slug: "acme", people: people("acme") },
      { slug: "testcorp", people: people("testcorp") },
    ],
    password: "open sesame",
  },
  logs: ".local/logs",
  milliseconds: 3_210,
};

test("the screen shows the addresses, how to sign in and how to stop", () => {
  expect(renderScreen(plain, screen)).toBe(`
  Tenantry is running, started in 3.2 s

  App         http://app.localhost:3000
  Workspaces  http://acme.app.localhost:3000
              http://testcorp.app.localhost:3000
  Sign in     owner@acme.test      viewer@acme.test
              owner@testcorp.test  viewer@testcorp.test
              password open sesame
  Outbox      http://clerk.app.localhost:3100/outbox  mails, codes, webhooks
  Logs        .local/logs
  Stop        Ctrl-C

`);
});

test("with a real Clerk the screen shows the webhook endpoint and no seeded accounts", () => {
  const text = renderScreen(plain, { ...screen, outboxUrl: undefined, seeded: undefined });
  expect(text).toContain("http://app.localhost:3000/api/webhooks/clerk");
  expect(text).toContain("with an account of your Clerk application");
  expect(text).not.toContain("password");
});

test("only a terminal gets colours, and not when NO_COLOR is set", () => {
  const stream = (isTTY: boolean) => Object.assign(Object.create(process.stdout), { isTTY });
  const styled = (isTTY: boolean, env: Record<string, string>) =>
    terminalOn(stream(isTTY), env).style("x", "bold");
  expect(styled(true, {})).toBe("\x1b[1mx\x1b[22m");
  expect(styled(true, { NO_COLOR: "1" })).toBe("x");
  expect(styled(true, { TERM: "dumb" })).toBe("x");
  expect(styled(false, {})).toBe("x");
});
