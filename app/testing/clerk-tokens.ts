import { createSign, generateKeyPairSync } from "node:crypto";

const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });

/** For CLERK_JWT_KEY: with it the SDK verifies tokens without asking Clerk. */
export const testJwtKey = publicKey.export({ type: "spki", format: "pem" }).toString();

/** Clerk's answer when it is asked for its keys. */
export const testJwks = {
  keys: [{ ...publicKey.export({ format: "jwk" }), kid: "test", use: "sig", alg: "RS256" }],
};

export type TokenChoices = {
  userId: string;
  origin: string;
  organizationId?: string;
  role?: string;
  ageSeconds?: number;
};

/** A session token like Clerk's (version 2): valid for 60 s, for one origin, with the active organization. */
export function sessionToken({
  userId,
  origin,
  organizationId,
  role = "owner",
  ageSeconds = 0,
}: TokenChoices): string {
  const issuedAt = Math.floor(Date.now() / 1000) - ageSeconds;
  const claims = {
    v: 2,
    sub: userId,
    sid: "sess_test",
    azp: origin,
    iss: "https://clerk.app.localhost:3100",
    iat: issuedAt,
    nbf: issuedAt - 10,
    exp: issuedAt + 60,
    sts: "active",
    ...(organizationId && { o: { id: organizationId, slg: "any", rol: role, per: "", fpm: "" } }),
  };
  const encode = (part: object) => Buffer.from(JSON.stringify(part)).toString("base64url");
  const signed = `${encode({ alg: "RS256", typ: "JWT", kid: "test" })}.${encode(claims)}`;
  return `${signed}.${createSign("RSA-SHA256").update(signed).sign(privateKey, "base64url")}`;
}
