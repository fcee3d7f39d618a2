import type { Parameters } from "./database-parameters.ts";

/**
 * `preferred` falls back to plain text; `unverified` accepts any certificate; `verified-issuer` one that the root certificate
 * vouches for, whoever's; `verified` one of this host.
 */
export type TlsMode = "none" | "preferred" | "unverified" | "verified-issuer" | "verified";

/** The files are in PEM. Without `rootCert` the roots that Bun brings, or NODE_EXTRA_CA_CERTS, count. */
export type Tls = { mode: TlsMode; rootCert?: string; cert?: string; key?: string; passphrase?: string };

/** libpq's, and node-postgres's `no-verify`. `allow` would try plain text first, which says no more than `prefer`. */
const modes: Record<string, TlsMode> = {
  disable: "none",
  allow: "preferred",
  prefer: "preferred",
  require: "unverified",
  "no-verify": "unverified",
  "verify-ca": "verified-issuer",
  "verify-full": "verified",
};

/** What libpq's parameters ask for. */
export function tlsOf(
  given: Parameters,
  isSocket: boolean,
  refuse: (problem: string) => never,
  readable: (file: string, parameter: string) => string,
): Tls {
  const mode = modeOf(given, refuse);
  if (isSocket) return { mode: "none" };
  const { sslrootcert, sslcert, sslkey, sslpassword } = given;
  if (!sslcert !== !sslkey) refuse("has only one of sslcert and sslkey");
  return {
    mode,
    ...(hasFile(sslrootcert) && { rootCert: readable(sslrootcert, "sslrootcert") }),
    ...(sslcert && sslkey && { cert: readable(sslcert, "sslcert"), key: readable(sslkey, "sslkey") }),
    ...(sslpassword && { passphrase: sslpassword }),
  };
}

function modeOf(given: Parameters, refuse: (problem: string) => never): TlsMode {
  const { sslrootcert, channel_binding } = given;
  const isSystem = sslrootcert === "system";
  const name = given.sslmode ?? nameOf(given.ssl, refuse) ?? (isSystem ? "verify-full" : undefined);
  const mode = modes[name ?? "prefer"] ?? refuse("has an sslmode that libpq does not know");
  if (isSystem && name !== "verify-full") refuse("has sslrootcert=system, which needs sslmode=verify-full");
  if (mode === "verified-issuer" && !hasFile(sslrootcert))
    refuse("has sslmode=verify-ca, which needs the root certificate's file as sslrootcert");
  if (channel_binding === "require") return bound(mode, refuse);
  if (channel_binding && !/^(disable|prefer)$/.test(channel_binding))
    refuse("has a channel_binding that libpq does not know");
  return name === "require" && hasFile(sslrootcert) ? "verified-issuer" : mode;
}

/** Our drivers cannot bind the password to the channel. Whoever demands it wants nobody in between: the certificate proves that. */
function bound(mode: TlsMode, refuse: (problem: string) => never): TlsMode {
  return mode === "none" ? refuse("has channel_binding=require, which needs TLS") : "verified";
}

function nameOf(ssl: string | undefined, refuse: (problem: string) => never): string | undefined {
  if (ssl === undefined) return undefined;
  if (ssl === "true") return "require";
  return ssl === "false" ? "disable" : refuse("has a value of ssl other than true and false");
}

function hasFile(rootCert: string | undefined): rootCert is string {
  return Boolean(rootCert) && rootCert !== "system";
}
