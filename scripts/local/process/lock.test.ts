import { expect, test } from "bun:test";
import { mkdtempSync, readdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { readLines } from "./children.ts";
import { takeLock } from "./lock.ts";

const directory = mkdtempSync(join(tmpdir(), "lock-"));

test("only one holder at a time; the lock is free after its release", () => {
  const path = join(directory, "deeper/one.lock");
  const first = takeLock(path);
  expect(first).toBeDefined();
  expect(takeLock(path)).toBeUndefined();
  first?.release();
  const second = takeLock(path);
  expect(second).toBeDefined();
  second?.release();
});

test("a lock ends with its process, even after kill -9, and leaves only its empty file", async () => {
  const path = join(directory, "two.lock");
  const holder = await startHolder(path);
  expect(takeLock(path)).toBeUndefined();
  holder.kill("SIGKILL");
  await holder.exited;
  const lock = takeLock(path);
  expect(lock).toBeDefined();
  lock?.release();
  expect(readdirSync(directory).filter((name) => name.startsWith("two"))).toEqual(["two.lock"]);
});

test("one of ten processes that start together gets the lock", async () => {
  const path = join(directory, "three.lock");
  const holders = await Promise.all(Array.from({ length: 10 }, () => startHolder(path)));
  expect(holders.filter(({ answer }) => answer === "taken")).toHaveLength(1);
  for (const holder of holders) holder.kill("SIGKILL");
});

async function startHolder(path: string) {
  const script = `
    import { takeLock } from ${JSON.stringify(join(import.meta.dir, "lock.ts"))};
    globalThis.lock = takeLock(${JSON.stringify(path)});
    console.log(globalThis.lock ? "taken" : "refused");
    setInterval(() => Bun.gc(true), 50);`;
  const child = Bun.spawn([process.execPath, "-e", script], { stdio: ["ignore", "pipe", "inherit"] });
  const said = Promise.withResolvers<string>();
  void readLines(child.stdout, said.resolve);
  return Object.assign(child, { answer: await said.promise });
}
