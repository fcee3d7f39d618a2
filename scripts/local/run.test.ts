import { afterAll, expect, test } from "bun:test";
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

// scripts/run on machines with different programs. The programs are stand-ins that record their calls.

const temporary = mkdtempSync(join(tmpdir(), "run-"));
const bun = `case "$1" in
  --version) echo 1.4.5 ;;
  install) mkdir -p node_modules; echo "$*" >>calls; [ ! -f fail ] || exit 1 ;;
  *) echo "bun $*" ;;
esac`;

afterAll(() => rmSync(temporary, { recursive: true }));

test("with Bun only, it installs the dependencies once and runs the script with its arguments", () => {
  const machine = createMachine({ bun });
  expect(machine.run("dev", "a", "b c")).toMatchObject({ code: 0, output: "bun scripts/dev.ts a b c\n" });
  expect(machine.run("dev")).toMatchObject({ code: 0 });
  expect(machine.installs()).toBe(1);
  machine.write("bun.lock", "another");
  expect(machine.run("dev")).toMatchObject({ code: 0 });
  expect(machine.installs()).toBe(2);
});

test("a test run takes nothing from .env", () => {
  expect(createMachine({ bun }).run("test").output).toBe("bun --no-env-file scripts/test.ts\n");
});

test("with Node only, it gets Bun through npx and remembers its path", () => {
  const machine = createMachine({ node: "echo 20", bunElsewhere: bun });
  machine.program("npx", `echo npx >>calls; echo ${machine.path("elsewhere/bun")}`);
  expect(machine.run("dev").output).toBe("bun scripts/dev.ts\n");
  machine.program("npx", "exit 1");
  expect(machine.run("dev").output).toBe("bun scripts/dev.ts\n");
});

test("an old Bun is ignored", () => {
  const machine = createMachine({ bun: "echo 1.4.4", node: "echo 22", bunElsewhere: bun });
  machine.program("npx", `echo ${machine.path("elsewhere/bun")}`);
  expect(machine.run("dev").output).toBe("bun scripts/dev.ts\n");
  expect(createMachine({ bun: bun.replace("1.4.5", "1.10.0") }).run("dev").code).toBe(0);
});

test("without Bun and a recent Node, it says what to install", () => {
  expect(createMachine({}).run("dev")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("Install Node 20 or newer, or Bun"),
  });
  const old = createMachine({ node: `[ "$1" = --version ] && echo v18.3.0 || echo 18` });
  expect(old.run("dev").errors).toContain("Node v18.3.0 is too old");
  const bare = createMachine({ node: "echo 20" });
  expect(bare.run("dev").errors).toContain("npx is not");
});

test("a killed installation starts over, a failed one is retried", () => {
  const machine = createMachine({ bun });
  machine.write("node_modules/half", "");
  machine.write(".local/installing", "999999999");
  expect(machine.run("dev").code).toBe(0);
  expect(machine.has("node_modules/half")).toBe(false);
  machine.write("bun.lock", "another");
  machine.write("fail", "");
  expect(machine.run("dev")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("could not be installed"),
  });
  rmSync(machine.path("fail"));
  expect(machine.run("dev").code).toBe(0);
  expect(machine.installs()).toBe(3);
});

test("an account without a home directory gets one under .local", () => {
  const machine = createMachine({ bun: bun.replace(`echo "bun $*"`, `echo "$HOME"`) });
  expect(machine.run("dev").output).toContain(temporary);
  expect(machine.runIn({ HOME: "/nonexistent" }, "dev").output).toBe(`${machine.path(".local/home")}\n`);
});

test("an unknown script is refused with the known ones", () => {
  expect(createMachine({ bun }).run("nothing")).toMatchObject({
    code: 1,
    errors: expect.stringContaining("dev, test, build"),
  });
});

function createMachine(programs: { bun?: string; node?: string; bunElsewhere?: string }) {
  const root = mkdtempSync(join(temporary, "machine-"));
  const path = (name: string) => join(root, name);
  const write = (name: string, text: string) => {
    mkdirSync(join(path(name), ".."), { recursive: true });
    writeFileSync(path(name), text);
  };
  const program = (name: string, script: string) => {
    write(name.includes("/") ? name : `bin/${name}`, `#!/bin/sh\n${script}\n`);
    chmodSync(path(name.includes("/") ? name : `bin/${name}`), 0o755);
  };
  mkdirSync(path("bin"));
  for (const name of [
    "sh",
    "dirname",
    "cat",
    "id",
    "sort",
    "head",
    "cmp",
    "mkdir",
    "cp",
    "rm",
    "sleep",
    "tr",
    "ps",
  ]) {
    symlinkSync(Bun.which(name) ?? `/bin/${name}`, path(`bin/${name}`));
  }
  for (const name of ["dev", "test"]) write(`scripts/${name}.ts`, "");
  write("bun.lock", "one");
  copyFileSync(join(import.meta.dir, "../run"), path("scripts/run"));
  if (programs.bun) program("bun", programs.bun);
  if (programs.node) program("node", programs.node);
  if (programs.bunElsewhere) program("elsewhere/bun", programs.bunElsewhere);
  const runIn = (env: Record<string, string>, ...args: string[]) => {
    const all = { PATH: path("bin"), HOME: temporary, ...env };
    const { exitCode, stdout, stderr } = Bun.spawnSync(["/bin/sh", path("scripts/run"), ...args], {
      cwd: "/",
      env: all,
    });
    return { code: exitCode, output: stdout.toString(), errors: stderr.toString() };
  };
  const run = (...args: string[]) => runIn({}, ...args);
  const has = (name: string) => existsSync(path(name));
  const installs = () =>
    readFileSync(path("calls"), "utf8")
      .split("\n")
      .filter((line) => line.startsWith("install")).length;
  return { path, write, program, run, runIn, has, installs };
}
