import type { Source } from "#scripts/local/dev/plan.ts";
import { LOCAL_SECRET_KEY } from "../local/clerk/keys.ts";

/** A command for development only was run against something else. */
export class NotDevelopment extends Error {
  override name = "NotDevelopment";
  constructor(signs: readonly string[]) {
    super(`This command is for development only, but ${signs.join(", and ")}. Nothing was changed.`);
  }
}

/** @throws NotDevelopment with every sign of production. */
export function assertDevelopment(source: Source): void {
  const signs = signsOfProduction(source);
  if (signs.length > 0) throw new NotDevelopment(signs);
}

/** Why this environment is, or may be, production. Empty if there is no sign of it. */
export function signsOfProduction(source: Source): string[] {
  const signs: string[] = [];
  if (source.NODE_ENV === "production") signs.push("NODE_ENV is production");
  for (const name of ["DATABASE_OWNER_URL", "CLERK_API_URL"]) {
    const host = hostOf(source[name]);
    if (host !== undefined && !isLoopback(host))
      signs.push(`${name} names ${host || "no host"}, not this machine`);
  }
  if (/^sk_live_/.test(source.CLERK_SECRET_KEY ?? "") && source.CLERK_SECRET_KEY !== LOCAL_SECRET_KEY)
    signs.push("CLERK_SECRET_KEY is a live key");
  const frontend = liveFrontendOf(source.CLERK_PUBLISHABLE_KEY);
  if (frontend && !isLoopback(frontend)) signs.push(`CLERK_PUBLISHABLE_KEY is the live key of ${frontend}`);
  return signs;
}

/** Undefined if the variable is not set. A list of hosts, or an invalid address, does not count as loopback. */
function hostOf(address: string | undefined): string | undefined {
  if (!address) return undefined;
  return URL.canParse(address) ? new URL(address).hostname : address;
}

function isLoopback(host: string): boolean {
  return /^(localhost|([a-z0-9-]+\.)+localhost|127(\.\d{1,3}){3}|\[::1\])$/i.test(host);
}

function liveFrontendOf(key: string | undefined): string | undefined {
  const [, encoded] = /^pk_live_(.+)$/.exec(key ?? "") ?? [];
  if (!encoded) return undefined;
  return Buffer.from(encoded, "base64").toString("latin1").replace(/\$$/, "").replace(/:\d+$/, "");
}
