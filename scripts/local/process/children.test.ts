import { expect, test } from "bun:test";
import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ChildSpec, readLines, startChild } from "./children.ts";
import { isProcessAlive } from "./pids.ts";
import { freePorts } from "./ports.ts";
import { supervise } from "./supervise.ts";

const directory = mkdtempSync(join(tmpdir(), "processes-"));
const env = { PATH: process.env.PATH ?? "" };

test("a child is ready when its URL answers, and sees only the environment it is given", async () => {
  const [port = 0] = await freePorts(1);
  const lines: string[] = [];
  const child = startChild({
    ...spec(
      "serve",
      `Bun.serve({ port: ${port}, fetch: () => new Response() }); console.log(Object.keys(process.env).sort().join());`,
    ),
    ready: { url: `http://127.0.0.1:${port}/` },
    onLine: (line) => lines.push(line),
  });
  await child.ready;
  await child.stop(1_000);
  expect(lines).toEqual(["PATH"]);
});

test("a child that ends before it is ready rejects with its exit code and last lines", async () => {
  const child = startChild({
    ...spec("fails", `console.error("no luck"); process.exit(78);`),
    ready: { line: /ready/ },
  });
  const error = await child.ready.catch((problem: unknown) => problem);
  expect(error).toMatchObject({ name: "ChildEnded", code: 78, lastLines: ["no luck"] });
});

test("a child that runs but does not get ready is reported as such", async () => {
  const [port = 0] = await freePorts(1);
  const source = `Bun.serve({ port: ${port}, fetch: () => new Response("", { status: 500 }) }); console.log("broken");`;
  const url = `http://127.0.0.1:${port}/`;
  const answering = startChild({ ...spec("answers", source), ready: { url }, patienceMs: 400 });
  const silent = startChild({
    ...spec("silent", "setInterval(() => {}, 1000)"),
    ready: { line: /x/ },
    patienceMs: 300,
  });
  const errors = await Promise.all([answering, silent].map(({ ready }) => ready.catch(String)));
  expect(errors[0]).toContain(
    `The answers is running, but ${url} gives status 500 after 0.4 s. Its last lines:\n  broken`,
  );
  expect(errors[1]).toContain("The silent printed nothing like /x/ within 0.3 s.");
  await Promise.all([answering.stop(500), silent.stop(500)]);
});

test("stopping a child ends its own children, even when it ignores SIGTERM", async () => {
  const pids: number[] = [];
  const child = startChild({
    ...spec(
      "stubborn",
      `process.on("SIGTERM", () => {}); console.log(Bun.spawn(["sleep", "60"]).pid); console.log("ready");`,
    ),
    ready: { line: /ready/ },
    onLine: (line) => pids.push(Number(line) || 0),
  });
  await child.ready;
  await child.stop(200);
  await Bun.sleep(50);
  expect([child.pid, ...pids.filter(Boolean)].filter(isProcessAlive)).toEqual([]);
  expect(pids[0]).toBeGreaterThan(0);
});

test("a child ends when its parent is killed with kill -9", async () => {
  const script = write("endless", `setInterval(() => {}, 1000); console.log("ready");`);
  const parent = write(
    "parent",
    `import { startChild } from ${JSON.stringify(join(import.meta.dir, "children.ts"))};
     const child = startChild({ name: "x", script: ${JSON.stringify(script)}, env: {}, ready: { line: /ready/ }, onLine() {} });
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
  const supervised = supervise(
    {
      ...spec("dies", `console.log("ready"); setTimeout(() => process.exit(3), 100);`),
      ready: { line: /ready/ },
    },
    {
      warn: (text) => events.push(text.split("\n")[0] ?? ""),
      fail(error) {
        events.push(`failed: ${error}`);
        gaveUp.resolve();
      },
    },
    [10, 20],
  );
  await supervised.ready;
  await gaveUp.promise;
  expect(events).toEqual([
    ...["The dies ended (exit code 3). Its last lines:", "The dies is running again."],
    ...["The dies ended (exit code 3). Its last lines:", "The dies is running again."],
    expect.stringContaining("failed: ChildEnded: The dies ended (exit code 3)."),
  ]);
});

test("a stopped child is not restarted", async () => {
  let restarts = 0;
  const report = { warn: () => void restarts++, fail: () => {} };
  const supervised = supervise(
    { ...spec("stays", `console.log("ready"); setInterval(() => {}, 1000);`), ready: { line: /ready/ } },
    report,
    [1],
  );
  await supervised.ready;
  await supervised.stop(500);
  await Bun.sleep(50);
  expect(restarts).toBe(0);
});

function spec(name: string, source: string): ChildSpec {
  return { name, script: write(name, source), env, onLine: () => {} };
}

function write(name: string, source: string): string {
  const path = join(directory, `${name}.ts`);
  writeFileSync(path, `${source}\nexport {};\n`);
  return path;
}
