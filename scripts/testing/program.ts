import { join } from "node:path";

export const root = join(import.meta.dir, "../..");

export type Finished = { code: number; output: string };

type RunOptions = { env?: Record<string, string>; show?: (text: string) => void };

/** Our own variables: a test run sets the ones it needs and inherits none from its shell. */
const ours =
  /^(DATABASE_|CLERK_|TEST_|LOCAL_|POSTGRES_BIN_DIR|BASE_URL|PORT$|VITE_PORT|TENANT_|TRUSTED_PROXIES|LOG_LEVEL|NODE_ENV|REDIS_URL)/;

const children = new Set<Bun.Subprocess>();

/** Runs a script or a package's program with this Bun, which may not be on the PATH. */
export async function runBun(args: string[], { env = {}, show }: RunOptions = {}): Promise<Finished> {
  const child = Bun.spawn([process.execPath, "--no-env-file", ...args], {
    cwd: root,
    env: { ...cleanEnvironment(), ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  children.add(child);
  let output = "";
  const take = async (stream: ReadableStream<Uint8Array>) => {
    const decoder = new TextDecoder();
    const reader = stream.getReader();
    for (let part = await reader.read(); !part.done; part = await reader.read()) {
      const text = decoder.decode(part.value, { stream: true });
      output += text;
      show?.(text);
    }
  };
  await Promise.all([take(child.stdout), take(child.stderr)]);
  const code = await child.exited;
  children.delete(child);
  return { code, output };
}

export function stopPrograms(): void {
  for (const child of children) child.kill("SIGTERM");
}

function cleanEnvironment(): Record<string, string> {
  const colour: Record<string, string> =
    process.stdout.isTTY && !process.env.NO_COLOR ? { FORCE_COLOR: "1" } : {};
  const kept = Object.entries(process.env).filter(([name]) => !ours.test(name));
  return { ...Object.fromEntries(kept.map(([name, value]) => [name, value ?? ""])), ...colour };
}
