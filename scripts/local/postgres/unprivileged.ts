import { chownSync, readFileSync } from "node:fs";

/** The account for PostgreSQL, which refuses to run as root: `postgres`, else `nobody`. Undefined if we are not root. */
export type Account = { uid: number; gid: number } | undefined;

export type CommandResult = { code: number; output: string };

export function postgresAccount(): Account {
  if (process.getuid?.() !== 0) return undefined;
  const passwd = readFileSync("/etc/passwd", "utf8");
  for (const name of ["postgres", "nobody"]) {
    const fields = passwd
      .split("\n")
      .find((line) => line.startsWith(`${name}:`))
      ?.split(":");
    const [uid, gid] = [Number(fields?.[2]), Number(fields?.[3])];
    if (uid > 0 && gid > 0) return { uid, gid };
  }
  throw new Error("PostgreSQL does not run as root, and there is no user postgres or nobody to run it as.");
}

export function giveTo(account: Account, path: string): void {
  if (account) chownSync(path, account.uid, account.gid);
}

/** Runs a program as the account, in `/`, which it can enter, with only the PATH of our environment. */
export async function runAs(account: Account, program: string, args: string[]): Promise<CommandResult> {
  try {
    const child = Bun.spawn([program, ...args], {
      ...account,
      cwd: "/",
      env: { PATH: process.env.PATH ?? "/usr/bin:/bin", LC_ALL: "C", TZ: "UTC" },
      stdio: ["ignore", "pipe", "pipe"],
    });
    const output = await Promise.all(
      [child.stdout, child.stderr].map((stream) => new Response(stream).text()),
    );
    return { code: await child.exited, output: output.join("").trim() };
  } catch (error) {
    return { code: 127, output: error instanceof Error ? error.message : String(error) };
  }
}
