import { expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildSpec, readLines, startChild } from "./children.ts";
import { isProcessAlive } from "./pids.ts";
import { supervise } from "./supervise.ts";

const directory = mkdtempSync(join(tmpdir(), "processes-"));
const env = { PATH: process.env.PATH ?? "" };
const sayReady = `process.send("ready"); setInterval(() => {}, 1000);`;

test("a child is ready when it says so, whatever it logs, and sees only the environment it is given", async () => {
  const lines: string[] = [];
  const source = `console.log(Object.keys(process.env).filter((name) => name !== "NODE_CHANNEL_FD").join()); ${sayReady}`;
  const child = startChild({ ...spec("serve", source), onLine: (line) => lines.push(line) });
  await child.ready;
  await child.stop(1_000);
  expect(lines).toEqual(["PATH"]);
});

test("a child that ends before it is ready rejects with its exit code and last lines", async () => {
  const child = startChild(spec("fails", `console.error("no luck"); process.exit(78);`));
  const error = await child.ready.catch((problem: unknown) => problem);
  expect(error).toMatchObject({ name: "ChildEnded", code: 78, lastLines: ["no luck"] });
});

test("a child that runs but does not get ready is reported with its last lines", async () => {
  const child = startChild({
    ...spec("slow", `console.log("waiting"); setInterval(() => {}, 1000);`),
    patienceMs: 400,
  });
  expect(await child.ready.catch(String)).toBe(
    "Error: The slow is not ready after 0.4 s. Its last lines:\n  waiting",
  );
  await child.stop(500);
});

test("stopping a child ends its own children, even when it ignores SIGTERM", async () => {
  const pids: number[] = [];
  const child = startChild({
    ...spec(
      "stubborn",
      `process.on("SIGTERM", () => {}); console.log(Bun.spawn(["sleep", "60"]).pid); ${sayReady}`,
    ),
    onLine: (line) => pids.push(Number(line) || 0),
  });
  await child.ready;
  await child.stop(200);
  await Bun.sleep(50);
  expect([child.pid, ...pids.filter(Boolean)].filter(isProcessAlive)).toEqual([]);
  expect(pids[0]).toBeGreaterThan(0);
});

test("a child ends when its parent is killed with kill -9", async () => {
  const script = write("endless", sayReady);
  const parent = write(
    "parent",
    `import { startChild } from ${JSON.stringify(join(import.meta.dir, "children.ts"))};
     const child = startChild({ name: "x", script: ${JSON.stringify(script)}, env: {}, onLine() {} });
     await child.ready;
     console.log(child.pid);`,
  );
  const launcher = Bun.spawn([process.execPath, parent], { env, stdio: ["ignore", "pipe", "inherit"] });
  const said = Promise.withResolvers<string>();
  void readLines(launcher.stdout, said.resolve);
  const pid = Number(await said.promise);
  expect(isProcessAlive(pid)).toBe(true);
  launcher.kill("SIGKILL");
  for (let waited = 0; waited < 3_000 && isProcessAlive(pid); waited += 50) await Bun.sleep(50);
  expect(isProcessAlive(pid)).toBe(false);
});

test("a child that dies is restarted, until the delays run out", async () => {
  const events: string[] = [];
  const gaveUp = Promise.withResolvers<void>();
  const report = {
    warn: (text: string) => void events.push(text.split("\n")[0] ?? ""),
    fail(error: unknown) {
      events.push(`failed: ${error}`);
      gaveUp.resolve();
    },
  };
  const source = `process.send("ready"); setTimeout(() => process.exit(3), 100);`;
  const supervised = supervise("It", () => start("dies", source), report, [10, 20]);
  await supervised.ready;
  await gaveUp.promise;
  expect(events).toEqual([
    ...["The dies ended (exit code 3).", "It is running again."],
    ...["The dies ended (exit code 3).", "It is running again."],
    "failed: ChildEnded: The dies ended (exit code 3).",
  ]);
});

test("a stopped child is not restarted", async () => {
  let restarts = 0;
  const report = { warn: () => void restarts++, fail: () => {} };
  const supervised = supervise("It", () => start("stays", sayReady), report, [1]);
  await supervised.ready;
  await supervised.stop();
  await Bun.sleep(50);
  expect(restarts).toBe(0);
});

function start(name: string, source: string) {
  const child = startChild(spec(name, source));
  return { ...child, stop: () => child.stop(500) };
}

function spec(name: string, source: string): ChildSpec {
  return { name, script: write(name, source), env, onLine: () => {} };
}

function write(name: string, source: string): string {
  const path = join(directory, `${name}.ts`);
  writeFileSync(path, `${source}\nexport {};\n`);
  return path;
}
