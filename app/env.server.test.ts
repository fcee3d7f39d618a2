import { expect, test } from "bun:test";
import { testJwtKey } from "#app/testing/clerk-tokens.ts";
import { InvalidEnvironment, readScriptEnv, readWebEnv, readWorkerEnv } from "./env.server.ts";

const web = {
  BASE_URL: "http://app.localhost:3000",
  DATABASE_URL: "postgres://tenantry_app:secret-a@127.0.0.1:5432/tenantry",
  DATABASE_WEB_URL: "postgres://tenantry_web:secret-b@127.0.0.1:5432/tenantry",
  TENANT_SEAL_SECRET: "0123456789abcdef0123456789abcdef",
  CLERK_PUBLISHABLE_KEY: "pk_test_Y2xlcmsuZXhhbXBsZS5jb20k",
  CLERK_SECRET_KEY: "sk_test_abcdefgh",
  CLERK_WEBHOOK_SIGNING_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
};

test("a complete environment is read, frozen, with its defaults", () => {
  const env = readWebEnv(web);
  expect(env).toMatchObject({ PORT: 3000, DATABASE_POOL_SIZE: 10, TRUSTED_PROXIES: [], LOG_LEVEL: "info" });
  expect(Object.isFrozen(env)).toBe(true);
});

test("it listens on loopback, in production too, unless HOST names another address", () => {
  const production = { ...web, NODE_ENV: "production" };
  const hosts = [web, production, { ...production, HOST: "::1" }].map((source) => readWebEnv(source).HOST);
  expect(hosts).toEqual(["127.0.0.1", "127.0.0.1", "::1"]);
});

test("CLERK_JWT_KEY may lose its line breaks on the way", () => {
  const read = (pem: string) => readWebEnv({ ...web, CLERK_JWT_KEY: pem }).CLERK_JWT_KEY;
  for (const broken of [testJwtKey, testJwtKey.replaceAll("\n", "\\n"), testJwtKey.replaceAll("\n", " ")])
    expect(read(broken)).toBe(testJwtKey);
});

test("an empty environment names every missing variable, each with an example", () => {
  const problems = problemsOf(() => readWebEnv({}));
  for (const name of Object.keys(web)) {
    expect(problems.find((line) => line.startsWith(`${name} is missing, for example `))).toBeDefined();
  }
  expect(problems).toHaveLength(Object.keys(web).length);
});

test("an empty value counts as a missing one", () => {
  expect(problemsOf(() => readWebEnv({ ...web, CLERK_SECRET_KEY: "" }))[0]).toStartWith(
    "CLERK_SECRET_KEY is missing",
  );
});

const wrong: [Partial<Record<string, string>>, string][] = [
  [{ BASE_URL: "app.com" }, "BASE_URL is not an origin"],
  [{ BASE_URL: "https://app.com/path" }, "BASE_URL is not an origin"],
  [{ BASE_URL: "ftp://app.com" }, "BASE_URL is not an origin"],
  [{ NODE_ENV: "production", BASE_URL: "http://app.com" }, "BASE_URL is not https"],
  [{ DATABASE_URL: "mysql://x/y" }, "DATABASE_URL is not a PostgreSQL URL"],
  [{ DATABASE_WEB_URL: web.DATABASE_URL }, "DATABASE_WEB_URL names the role of DATABASE_URL"],
  [{ DATABASE_URL: "postgres://tenantry_owner:x@h/d" }, "DATABASE_URL names the owner"],
  [{ DATABASE_OWNER_URL: "postgres://tenantry_app:x@h/d" }, "DATABASE_URL names the owner"],
  [{ DATABASE_WEB_URL: "postgres://tenantry_owner:x@h/d" }, "DATABASE_WEB_URL names the owner"],
  [{ TENANT_SEAL_SECRET: "short" }, "TENANT_SEAL_SECRET is shorter than 32 characters"],
  [{ CLERK_PUBLISHABLE_KEY: "sk_test_x" }, "CLERK_PUBLISHABLE_KEY is not one of Clerk's publishable keys"],
  [{ CLERK_PUBLISHABLE_KEY: "pk_test_!" }, "CLERK_PUBLISHABLE_KEY is not one of Clerk's publishable keys"],
  [
    { CLERK_PUBLISHABLE_KEY: `pk_test_${btoa("a'; b$")}` },
    "CLERK_PUBLISHABLE_KEY is not one of Clerk's publishable keys",
  ],
  [
    { CLERK_SECRET_KEY: "sk_live_abcdefgh" },
    "CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY are of different kinds",
  ],
  [{ CLERK_WEBHOOK_SIGNING_SECRET: "hunter2" }, "CLERK_WEBHOOK_SIGNING_SECRET contains something"],
  [{ CLERK_JWT_KEY: "hunter2" }, "CLERK_JWT_KEY is not the public key"],
  [{ CLERK_API_URL: "nowhere" }, "CLERK_API_URL is not a URL"],
  [{ PORT: "http" }, "PORT is not a whole number"],
  [{ PORT: "70000" }, "PORT"],
  [{ DATABASE_POOL_SIZE: "0" }, "DATABASE_POOL_SIZE"],
  [{ DATABASE_POOLER: "pgpool" }, "DATABASE_POOLER"],
  [{ TRUSTED_PROXIES: "my-balancer" }, "TRUSTED_PROXIES"],
  [{ TRUSTED_PROXIES: "10.0.0.0/99" }, "TRUSTED_PROXIES"],
  [{ LOG_LEVEL: "loud" }, "LOG_LEVEL"],
];
for (const [change, problem] of wrong) {
  test(`${JSON.stringify(change)} is refused: ${problem}`, () => {
    const problems = problemsOf(() => readWebEnv({ ...web, ...change }));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toStartWith(problem);
    expect(problems[0]).toContain("for example");
  });
}

test("all mistakes are reported together, without any secret", () => {
  const env = {
    ...web,
    PORT: "x",
    BASE_URL: "x",
    DATABASE_URL: "postgres://tenantry_owner:hush@h/d",
    CLERK_SECRET_KEY: "sk_live_hush",
  };
  const problems = problemsOf(() => readWebEnv(env));
  expect(problems.map((line) => line.split(" ")[0]).sort()).toEqual([
    "BASE_URL",
    "CLERK_SECRET_KEY",
    "DATABASE_URL",
    "PORT",
  ]);
  expect(problems.join("\n")).not.toContain("hush");
});

test("during a rotation several webhook secrets are accepted", () => {
  const both = `${web.CLERK_WEBHOOK_SIGNING_SECRET} ${web.CLERK_WEBHOOK_SIGNING_SECRET}`;
  expect(
    readWebEnv({ ...web, CLERK_WEBHOOK_SIGNING_SECRET: both }).CLERK_WEBHOOK_SIGNING_SECRET,
  ).toHaveLength(2);
});

test("worker and scripts require the owner's URL, and nothing they do not need", () => {
  expect(problemsOf(() => readScriptEnv({})).map((line) => line.split(" ")[0])).toEqual([
    "DATABASE_OWNER_URL",
    "TENANT_SEAL_SECRET",
  ]);
  expect(problemsOf(() => readWorkerEnv({})).map((line) => line.split(" ")[0])).toContain(
    "DATABASE_OWNER_URL",
  );
  expect(Object.keys(readWebEnv({ ...web, DATABASE_OWNER_URL: "postgres://o:p@h/d" }))).not.toContain(
    "DATABASE_OWNER_URL",
  );
});

function problemsOf(fn: () => unknown): string[] {
  try {
    fn();
    return [];
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    return error.problems;
  }
}
