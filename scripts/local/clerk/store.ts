import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { dirname } from "node:path";
import { z } from "zod";
import type { State } from "./model.ts";
import { newSigningKey } from "./tokens.ts";

const SAVE_AFTER_MS = 25;

const COLLECTIONS = [
  "users",
  "organizations",
  "memberships",
  "invitations",
  "clients",
  "sessions",
  "signIns",
  "signUps",
  "signInTokens",
] as const;

/** Stores the state in a JSON file, replaced atomically; without a path, in memory only. */
export class Store {
  readonly state: State;
  private saved = "";
  private timer: ReturnType<typeof setTimeout> | null = null;

  constructor(
    private readonly path: string | null,
    log: (message: string) => void,
  ) {
    this.state = (path && existsSync(path) && readState(path, log)) || emptyState();
  }

  /** Call after anything that may have changed the state. */
  changed(): void {
    if (this.path) this.timer ??= setTimeout(() => this.save(), SAVE_AFTER_MS);
  }

  save(): void {
    if (this.timer) clearTimeout(this.timer);
    this.timer = null;
    const json = JSON.stringify(this.state);
    if (!this.path || json === this.saved) return;
    mkdirSync(dirname(this.path), { recursive: true });
    writeFileSync(`${this.path}.new`, json, { mode: 0o600 });
    renameSync(`${this.path}.new`, this.path);
    this.saved = json;
  }
}

function readState(path: string, log: (message: string) => void): State | null {
  try {
    return parseState(readFileSync(path, "utf8"));
  } catch (error) {
    const aside = `${path}.corrupt`;
    renameSync(path, aside);
    log(
      `The local Clerk cannot read ${path} (${String(error)}). It moved the file to ${aside} and started empty.`,
    );
    return null;
  }
}

function parseState(json: string): State {
  const records = Object.fromEntries(COLLECTIONS.map((name) => [name, z.record(z.string(), z.object({}))]));
  const lists = { mails: z.array(z.object({})), deliveries: z.array(z.object({})) };
  const shape = z.object({ version: z.literal(1), signingKey: z.string(), ...records, ...lists });
  const value: unknown = JSON.parse(json);
  shape.parse(value);
  return value as State;
}

function emptyState(): State {
  return {
    version: 1,
    signingKey: newSigningKey(),
    users: {},
    organizations: {},
    memberships: {},
    invitations: {},
    clients: {},
    sessions: {},
    signIns: {},
    signUps: {},
    signInTokens: {},
    mails: [],
    deliveries: [],
  };
}
