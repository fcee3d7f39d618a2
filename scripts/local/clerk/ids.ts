import { randomBytes, randomInt } from "node:crypto";

const BASE62 = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/** A Clerk-like id: `user_` and 27 characters. */
export function newId(prefix: string): string {
  let id = "";
  for (let i = 0; i < 27; i++) id += BASE62[randomInt(BASE62.length)];
  return `${prefix}_${id}`;
}

/** An unguessable value for cookies, tickets and nonces. */
export function newSecret(): string {
  return randomBytes(32).toString("base64url");
}

export function newCode(): string {
  return String(randomInt(1_000_000)).padStart(6, "0");
}
