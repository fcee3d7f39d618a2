import { existsSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { z } from "zod";

const schema = z.object({ pid: z.number(), url: z.string() });

export type Running = z.infer<typeof schema>;

/** What a second start tells about the first. The lock decides who is first; this file is only read aloud. */
export function writeRunning(file: string, running: Running): void {
  writeFileSync(file, JSON.stringify(running), { mode: 0o600 });
}

/** Also there after a start that was killed. */
export function readRunning(file: string): Running | undefined {
  if (!existsSync(file)) return undefined;
  const { data } = schema.safeParse(JSON.parse(readFileSync(file, "utf8") || "null"));
  return data;
}

export function removeRunning(file: string): void {
  rmSync(file, { force: true });
}
