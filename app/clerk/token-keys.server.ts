import { createPublicKey, type KeyObject, verify } from "node:crypto";
import { z } from "zod";
import type { TokenKey } from "./records.ts";

/** `unknown`: made with a key that Clerk did not name when we last asked. It may be another Clerk application's token. */
export type Verdict = "authentic" | "forged" | "unknown";

type Settings = {
  /** CLERK_JWT_KEY: the only key, in PEM. */
  pem: string | undefined;
  /** Asks Clerk for the keys of its tokens. */
  listKeys(): Promise<TokenKey[]>;
};

/** How long Clerk's keys are used before they are fetched again, in milliseconds. */
const maxAge = 5 * 60_000;

/** Clerk is asked at most once in so many milliseconds, whatever tokens come in and however it answers. */
const pause = 5000;

/**
 * Clerk's public keys, to tell forged tokens before the SDK sees them. The SDK asks Clerk about every key id it does not
 * know, keeps every key id it sees while CLERK_JWT_KEY is set, and throws a SyntaxError at a malformed token.
 */
export class TokenKeys {
  private readonly onlyKey: KeyObject | undefined;
  private keys = new Map<string, KeyObject>();
  private askedAt = Number.NEGATIVE_INFINITY;
  private asking: Promise<void> | undefined;

  /** Whether Clerk did not answer when it was last asked: an unknown token may be genuine. */
  isBlind = false;

  constructor(private readonly settings: Settings) {
    this.onlyKey = settings.pem ? createPublicKey(settings.pem) : undefined;
  }

  /** Whether Clerk signed this token, however old it is. */
  async judge(token: string): Promise<Verdict> {
    const parts = readToken(token);
    if (!parts) return "forged";
    const key = await this.find(parts.kid);
    if (!key) return "unknown";
    return verify("RSA-SHA256", Buffer.from(parts.signed), key, parts.signature) ? "authentic" : "forged";
  }

  /** The key with which a token was made, in PEM, if it is known. */
  pemFor(token: string): string | undefined {
    const key = this.keys.get(readToken(token)?.kid ?? "");
    return key?.export({ type: "spki", format: "pem" }).toString();
  }

  private async find(kid: string): Promise<KeyObject | undefined> {
    if (this.onlyKey) return this.onlyKey;
    const known = this.keys.get(kid);
    if (!known) await this.refresh();
    else if (performance.now() - this.askedAt > maxAge) void this.refresh();
    return known ?? this.keys.get(kid);
  }

  /** If Clerk does not answer, the keys stay as they are. */
  private refresh(): Promise<void> | undefined {
    if (this.asking || performance.now() - this.askedAt < pause) return this.asking;
    this.askedAt = performance.now();
    this.asking = this.settings
      .listKeys()
      .then((keys) => {
        this.keys = new Map(keys.map((key) => [key.kid, createPublicKey({ key, format: "jwk" })]));
        this.isBlind = false;
      })
      .catch(() => {
        this.isBlind = true;
      })
      .finally(() => {
        this.asking = undefined;
      });
    return this.asking;
  }
}

const headerSchema = z.object({ kid: z.string(), alg: z.literal("RS256") });

/** The parts of a token; undefined if it is malformed. */
function readToken(token: string): { kid: string; signed: string; signature: Buffer } | undefined {
  const [header = "", payload = "", signature = "", ...more] = token.split(".");
  const bytes = Buffer.from(signature, "base64url");
  // Node ignores what the SDK's decoder refuses.
  if (more.length > 0 || bytes.toString("base64url") !== signature) return undefined;
  try {
    const { kid } = headerSchema.parse(JSON.parse(Buffer.from(header, "base64url").toString()));
    return { kid, signed: `${header}.${payload}`, signature: bytes };
  } catch {
    return undefined;
  }
}
