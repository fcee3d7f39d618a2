import { spawn } from "node:child_process";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { stackVariable } from "./stack.ts";

/**
 * Starts the stack as a process of its own and hands its addresses to the tests. The process ends when its stdin does, so
 * it cannot outlive this one. Its output goes to test-results/stack.log.
 */
export default async function startStack(): Promise<() => Promise<void>> {
  const script = join(import.meta.dirname, "../scripts/testing/e2e-stack.ts");
  const child = spawn(process.execPath, ["--no-env-file", script], { stdio: ["pipe", "pipe", "inherit"] });
  const ended = new Promise<void>((resolve) => child.once("exit", () => resolve()));
  process.env[stackVariable] = await firstLine(child.stdout, ended);
  return async () => {
    child.stdin.end();
    await ended;
  };
}

async function firstLine(output: NodeJS.ReadableStream, ended: Promise<void>): Promise<string> {
  const line = new Promise<string>((resolve) => createInterface({ input: output }).once("line", resolve));
  const failure = ended.then(() => Promise.reject(new Error("The stack did not start: see above.")));
  return Promise.race([line, failure]);
}
