import { expect, test } from "bun:test";
import { localClerkEnv } from "../local/clerk/keys.ts";
import { signsOfProduction } from "./refuse-production.ts";

const development = {
  NODE_ENV: "development",
  DATABASE_OWNER_URL: "postgres://tenantry_owner:x@127.0.0.1:54329/tenantry",
  ...localClerkEnv(3100, "http://app.localhost:3000"),
};

test("development with the local Clerk or a test key shows no sign of production", () => {
  expect(signsOfProduction(development)).toEqual([]);
  const test = {
    CLERK_SECRET_KEY: "sk_test_x",
    CLERK_PUBLISHABLE_KEY: "pk_test_x",
    CLERK_API_URL: undefined,
  };
  expect(signsOfProduction({ ...development, ...test })).toEqual([]);
  for (const host of ["localhost", "[::1]", "127.1.2.3", "db.localhost"])
    expect(signsOfHost(host)).toEqual([]);
});

test("each sign of production is named", () => {
  expect(signsOfProduction({ ...development, NODE_ENV: "production" })).toEqual(["NODE_ENV is production"]);
  expect(signsOfProduction({ ...development, CLERK_SECRET_KEY: "sk_live_real" })).toEqual([
    "CLERK_SECRET_KEY is a live key",
  ]);
  expect(
    signsOfProduction({ ...development, CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.com$")}` }),
  ).toEqual(["CLERK_PUBLISHABLE_KEY is the live key of clerk.app.com"]);
  expect(signsOfProduction({ ...development, CLERK_API_URL: "https://api.clerk.com" })).toHaveLength(1);
});

test("a database on another host, or with several hosts, is a sign of production", () => {
  for (const host of [
    "db.app.com",
    "10.0.0.5",
    "127.0.0.1,db.app.com",
    "localhost.app.com",
    "127.0.0.1.nip.io",
    "",
  ])
    expect(signsOfHost(host)).toHaveLength(1);
});

function signsOfHost(host: string): string[] {
  return signsOfProduction({
    ...development,
    DATABASE_OWNER_URL: `postgres://tenantry_owner:x@${host}/tenantry`,
  });
}
