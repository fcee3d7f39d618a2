import { randomBytes, randomUUID } from "node:crypto";
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { z } from "zod";

const password = z.string().min(1);

const schema = z.object({
  /** Identifies the data these passwords belong to: data with another id is unusable. */
  clusterId: z.string(),
  passwords: z.object({ admin: password, owner: password, app: password, web: password, backup: password }),
});

export type Secrets = z.infer<typeof schema>;
export type Passwords = Secrets["passwords"];

export function newSecrets(): Secrets {
  const passwords = { admin: random(), owner: random(), app: random(), web: random(), backup: random() };
  return { clusterId: randomUUID(), passwords };
}

/** One password for all roles: tests have the superuser's URL and connect as any role. */
export function newSharedSecret(): Secrets {
  const one = random();
  return {
    clusterId: randomUUID(),
    passwords: { admin: one, owner: one, app: one, web: one, backup: one },
  };
}

export function readSecrets(directory: string): Secrets | undefined {
  const file = join(directory, "secrets.json");
  return existsSync(file) ? schema.parse(JSON.parse(readFileSync(file, "utf8"))) : undefined;
}

export function writeSecrets(directory: string, secrets: Secrets): Secrets {
  const file = join(directory, "secrets.json");
  writeFileSync(`${file}.new`, `${JSON.stringify(secrets, null, 2)}\n`, { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

function random(): string {
  return randomBytes(24).toString("hex");
}
