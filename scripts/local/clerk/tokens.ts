import { createHash, createPrivateKey, createPublicKey, generateKeyPairSync, sign } from "node:crypto";
import type { Membership, Organization, Session } from "./model.ts";

export const TOKEN_LIFE_SECONDS = 60;

export type TokenSubject = {
  session: Session;
  active: { membership: Membership; organization: Organization } | null;
  /** The requesting page's origin: the claim `azp`. */
  origin: string | null;
};

/** Signs session tokens and publishes the public key. */
export class TokenSigner {
  private readonly key;
  private readonly publicJwk;
  private readonly kid: string;

  constructor(
    pem: string,
    private readonly issuer: string,
  ) {
    this.key = createPrivateKey(pem);
    this.publicJwk = createPublicKey(this.key).export({ format: "jwk" });
    const { e, kty, n } = this.publicJwk;
    // RFC 7638. Verifiers cache keys by kid: another key must have another kid.
    this.kid = createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64url");
  }

  jwks() {
    return { keys: [{ use: "sig", alg: "RS256", kid: this.kid, ...this.publicJwk }] };
  }

  /** A session token with version 2 of Clerk's claims. */
  sessionToken({ session, active, origin }: TokenSubject): string {
    const iat = Math.floor(Date.now() / 1000);
    const age = Math.floor((Date.now() - session.verifiedAt) / 60_000);
    return this.sign({
      ...(origin ? { azp: origin } : {}),
      exp: iat + TOKEN_LIFE_SECONDS,
      fva: [age, -1],
      iat,
      iss: this.issuer,
      nbf: iat - 10,
      ...(active ? { o: organizationClaim(active.membership, active.organization) } : {}),
      sid: session.id,
      sts: "active",
      sub: session.userId,
      v: 2,
    });
  }

  private sign(claims: object): string {
    const header = { alg: "RS256", cat: "cl_B7d4PD111AAA", kid: this.kid, typ: "JWT" };
    const content = `${encode(header)}.${encode(claims)}`;
    return `${content}.${sign("RSA-SHA256", Buffer.from(content), this.key).toString("base64url")}`;
  }
}

export function newSigningKey(): string {
  const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  return privateKey.export({ type: "pkcs8", format: "pem" }).toString();
}

function organizationClaim(membership: Membership, organization: Organization) {
  return { id: organization.id, slg: organization.slug, rol: membership.role.slice("org:".length) };
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
