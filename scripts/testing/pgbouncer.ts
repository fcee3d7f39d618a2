import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { testPassword } from "#db/testing/database.ts";
import { giveTo, postgresAccount } from "#scripts/local/postgres/unprivileged.ts";
import { freePorts } from "#scripts/local/process/ports.ts";

const program = "/usr/sbin/pgbouncer";

export type PgBouncer = { address: string; stop(): Promise<void> };

export function hasPgBouncer(): boolean {
  return existsSync(program);
}

/**
 * A PgBouncer in transaction mode in front of a test server. It has fewer connections than its clients open, so that
 * tenants share sessions with each other and with attackers.
 */
export async function startPgBouncer(adminUrl: string): Promise<PgBouncer> {
  const account = postgresAccount();
  const home = mkdtempSync("/var/tmp/tenantry-pgbouncer-");
  const [port = 0] = freePorts(1);
  const { hostname, port: serverPort } = new URL(adminUrl);
  const users = ["tenantry_app", "tenantry_web"].map((name) => `"${name}" "${testPassword}"`);
  writeFileSync(join(home, "users"), `${users.join("\n")}\n`);
  writeFileSync(
    join(home, "pgbouncer.ini"),
    `[databases]
* = host=${hostname} port=${serverPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = scram-sha-256
auth_file = ${join(home, "users")}
pool_mode = transaction
default_pool_size = 2
max_client_conn = 200
server_login_retry = 1
`,
  );
  for (const path of [home, join(home, "users"), join(home, "pgbouncer.ini")]) giveTo(account, path);
  const child = Bun.spawn([program, join(home, "pgbouncer.ini")], {
    ...account,
    cwd: "/",
    stdio: ["ignore", "ignore", "ignore"],
  });
  await listening(port, child);
  const stop = async () => {
    child.kill("SIGKILL");
    await child.exited;
    rmSync(home, { recursive: true, force: true });
  };
  return { address: `127.0.0.1:${port}`, stop };
}

async function listening(port: number, child: Bun.Subprocess): Promise<void> {
  for (let attempt = 0; attempt < 100 && child.exitCode === null; attempt++) {
    const socket = await Bun.connect({ hostname: "127.0.0.1", port, socket: { data() {} } }).catch(() => {});
    if (socket) return void socket.end();
    await Bun.sleep(50);
  }
  throw new Error("PgBouncer did not start");
}
