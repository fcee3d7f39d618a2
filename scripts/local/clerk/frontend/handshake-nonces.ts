import { newSecret } from "#scripts/local/clerk/ids.ts";

/** Long enough for every loader of one page to fetch the same payload; the cookie lives as long. */
export const NONCE_LIFE_SECONDS = 30;

/** The Set-Cookie lines that an application may fetch for a nonce. */
export class Handshakes {
  private readonly byNonce = new Map<string, { directives: string[]; expiresAt: number }>();

  add(directives: string[]): string {
    const now = Date.now();
    for (const [nonce, { expiresAt }] of this.byNonce) if (expiresAt < now) this.byNonce.delete(nonce);
    const nonce = newSecret();
    this.byNonce.set(nonce, { directives, expiresAt: now + NONCE_LIFE_SECONDS * 1000 });
    return nonce;
  }

  find(nonce: string): string[] | undefined {
    const entry = this.byNonce.get(nonce);
    return entry && entry.expiresAt >= Date.now() ? entry.directives : undefined;
  }
}
