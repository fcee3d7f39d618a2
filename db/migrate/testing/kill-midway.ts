import { join } from "node:path";
import postgres from "postgres";

/**
 * Runs a program of db/testing, kills it with SIGKILL once it has printed so many lines (or ended), and waits until the
 * server has closed its sessions: what they committed stays.
 */
export async function killMidway(
  { program, args, lines }: { program: string; args: string[]; lines: number },
  adminUrl: string,
): Promise<void> {
  const path = join(import.meta.dir, "../../testing", program);
  const child = Bun.spawn([process.execPath, "--no-env-file", path, ...args], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  await readLines(child.stdout, lines);
  await Bun.sleep(Math.random() * 10);
  child.kill("SIGKILL");
  await child.exited;
  await sessionsEnd(adminUrl);
}

async function readLines(stream: ReadableStream<Uint8Array>, lines: number): Promise<void> {
  const reader = stream.getReader();
  const decoder = new TextDecoder();
  let read = 0;
  for (let part = await reader.read(); !part.done; part = await reader.read()) {
    read += decoder.decode(part.value).split("\n").length - 1;
    if (read >= lines) return;
  }
}

async function sessionsEnd(adminUrl: string): Promise<void> {
  const admin = postgres(adminUrl, { max: 1, fetch_types: false });
  const isRunning = async () =>
    (
      await admin`select from pg_stat_activity where datname = current_database() and usename = 'tenantry_owner'
        and application_name similar to '%(migrate|rekey)%'`
    ).length > 0;
  for (let waited = 0; waited < 5000 && (await isRunning()); waited += 10) await Bun.sleep(10);
  await admin.end();
}
