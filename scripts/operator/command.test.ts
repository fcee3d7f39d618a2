import { afterAll, beforeAll, expect, test } from "bun:test";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { create } from "../tenants/create.ts";
import { deleteOne, purge } from "../tenants/delete.ts";
import { link } from "../tenants/link.ts";
import { list } from "../tenants/list.ts";
import { rename } from "../tenants/rename.ts";
import { show } from "../tenants/show.ts";
import { resume, suspend } from "../tenants/suspend.ts";
import { type Command, execute } from "./command.ts";
import type { Prompt } from "./prompt.ts";

let db: TestDatabase;
beforeAll(async () => {
  db = await createTestDatabase();
});
afterAll(() => db.close());

const nobody: Prompt = { isTerminal: false, ask: async () => "" };

test("every command has help with an example and needs no database for it", async () => {
  for (const command of [list, show, create, link, suspend, resume, rename, deleteOne, purge]) {
    const { code, out } = await execute(command, ["--help"], {}, nobody);
    expect(code).toBe(0);
    expect(out).toContain(command.usage);
    expect(out).toContain(`  ${command.example}`);
  }
});

test("wrong usage exits with 2, names the mistake and shows the help", async () => {
  const wrong: [Command, string[], string][] = [
    [show, [], "<slug> is missing"],
    [show, ["a", "b"], 'Unexpected argument "b"'],
    [show, ["a", "--no-such"], "Unknown option"],
    [rename, ["a"], "<new-slug> is missing"],
    [list, ["--status", "gone"], "must be one of"],
    [create, ["--slug", "x"], "Both --slug and --name"],
    [create, ["--slug", "x", "--name", "X", "--clerk-org", "user_1"], "must be a Clerk organization id"],
    [link, ["acme"], "must be a Clerk organization id"],
    [purge, [], "either a slug or --due"],
    [purge, ["acme", "--due"], "either a slug or --due"],
  ];
  for (const [command, args, said] of wrong) {
    const { code, err } = await run(command, args);
    expect([args, code]).toEqual([args, 2]);
    expect(err).toContain(said);
    expect(err).toContain(command.example);
  }
});

test("missing variables and no server exit with 2; another seal and a database without migrations with 3", async () => {
  const source = environment();
  const outcomeWith = (changes: Record<string, string>) =>
    execute(list, [], { ...source, ...changes }, nobody);
  expect(await execute(list, [], {}, nobody)).toMatchObject({
    code: 2,
    err: expect.stringContaining("DATABASE_OWNER_URL"),
  });
  const closed = await outcomeWith({ DATABASE_OWNER_URL: "postgres://tenantry_owner:x@127.0.0.1:1/x" });
  expect(closed).toMatchObject({ code: 2, err: expect.stringContaining("cannot be used") });
  const other = await outcomeWith({ TENANT_SEAL_SECRET: "another-secret-that-is-long-enough-to-be-one" });
  expect(other).toMatchObject({ code: 3, err: expect.stringContaining("TENANT_SEAL_SECRET") });
  const empty = await outcomeWith({ DATABASE_OWNER_URL: db.url("admin").replace(/\/[^/]*$/, "/postgres") });
  expect(empty).toMatchObject({ code: 3, err: expect.stringContaining("bun scripts/migrate.ts") });
});

test("a destructive command needs the exact word, or --yes", async () => {
  const questions: string[] = [];
  const typing = (word: string) => ({
    isTerminal: true,
    ask: async (question: string) => {
      questions.push(question);
      return word;
    },
  });
  for (const word of ["", "y", "acme2", "ACME"]) {
    expect(await run(deleteOne, ["acme"], typing(word))).toMatchObject({
      code: 1,
      err: "You did not type acme. Nothing was changed.",
    });
  }
  expect(await run(rename, ["acme", "acme2"], typing("acme2"))).toMatchObject({ code: 1 });
  expect(await run(rename, ["acme", "acme2"], typing(" acme\r"))).toMatchObject({ code: 0 });
  expect(questions.at(-1)).toEndWith("Type acme to continue: ");
  questions.length = 0;
  expect(await run(rename, ["acme2", "acme", "--yes"], typing(""))).toMatchObject({ code: 0 });
  expect(questions).toEqual([]);
});

test("every destructive command is refused without a terminal", async () => {
  const destructive: [Command, string[]][] = [
    [deleteOne, ["acme"]],
    [rename, ["acme", "elsewhere"]],
    [purge, ["acme"]],
    [link, ["acme", "--clerk-org", "org_x"]],
  ];
  for (const [command, args] of destructive) {
    const { code, out } = await run(command, [...args, "--json"]);
    expect([code, JSON.parse(out).error.code]).toEqual([2, "not-confirmed"]);
  }
  expect(JSON.parse((await run(show, ["acme", "--json"])).out)).toMatchObject({
    status: "active",
    clerkOrgId: "org_acme",
  });
});

function run(command: Command, args: string[], prompt = nobody) {
  return execute(command, args, environment(), prompt);
}

function environment(): Record<string, string> {
  return { DATABASE_OWNER_URL: db.url("tenantry_owner"), TENANT_SEAL_SECRET: testSealSecret };
}
