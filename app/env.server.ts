import { createPublicKey } from "node:crypto";
import { BlockList, isIP } from "node:net";
import { z } from "zod";

/** The configuration is invalid. `problems` has one line per mistake, with an example; none shows a secret's value. */
export class InvalidEnvironment extends Error {
  override name = "InvalidEnvironment";
  constructor(
    readonly problems: string[],
    process: string,
  ) {
    super([`The ${process}'s environment is invalid:`, ...problems.map((line) => `  - ${line}`)].join("\n"));
  }
}

type Source = Record<string, string | undefined>;

const common = {
  NODE_ENV: oneOf(["development", "production", "test"], "development"),
  LOG_LEVEL: oneOf(["fatal", "error", "warn", "info", "debug", "trace", "silent"], "info"),
};

const database = {
  DATABASE_OWNER_URL: databaseUrl("tenantry_owner"),
  TENANT_SEAL_SECRET: text(
    "the output of: openssl rand -hex 32",
    "is shorter than 32 characters, or contains more than the two secrets of a rotation",
    (value) => isSealSecret(value),
  ),
};

const clerk = {
  CLERK_PUBLISHABLE_KEY: text("pk_test_…", "is not one of Clerk's publishable keys", isPublishableKey),
  CLERK_SECRET_KEY: text("sk_test_…", "does not begin with sk_test_ or sk_live_", (value) =>
    /^sk_(test|live)_./.test(value),
  ),
  CLERK_API_URL: url("https://api.clerk.com").optional(),
  CLERK_CREATOR_ROLE: text("org:owner", "is not a Clerk role", (value) =>
    /^org:[a-z0-9_]{1,60}$/.test(value),
  ).default("org:admin"),
  CLERK_WEBHOOK_SIGNING_SECRET: text(
    "whsec_… (several are separated by a space)",
    "contains something other than signing secrets",
    (value) => splitList(value).every((secret) => /^whsec_[A-Za-z0-9+/=]{24,}$/.test(secret)),
  ).transform(splitList),
};

const webVariables = z.object({
  ...common,
  PORT: wholeNumber(3000, 1, 65_535),
  HOST: z.string().default("127.0.0.1"),
  BASE_URL: text(
    "https://app.com",
    "is not an origin (scheme and host, no path, no trailing slash)",
    isOrigin,
  ).transform((value) => value.toLowerCase()),
  DATABASE_URL: databaseUrl("tenantry_app"),
  DATABASE_WEB_URL: databaseUrl("tenantry_web"),
  DATABASE_POOL_SIZE: wholeNumber(10, 1, 500),
  DATABASE_POOLER: oneOf(["none", "pgbouncer", "pgbouncer-prepared"], "none"),
  TENANT_SEAL_SECRET: database.TENANT_SEAL_SECRET,
  ...clerk,
  CLERK_PROXY_URL: url("https://clerk.app.com").optional(),
  CLERK_JS: url("https://clerk.app.com/npm/@clerk/clerk-js@5/dist/clerk.browser.js").optional(),
  CLERK_JWT_KEY: text(
    "-----BEGIN PUBLIC KEY-----…",
    "is not the public key in PEM that Clerk's dashboard shows",
    (value) => toPem(value) !== undefined,
  )
    .transform(toPem)
    .optional(),
  CLERK_TELEMETRY_DISABLED: z.string().optional(),
  TRUSTED_PROXIES: text(
    "10.0.0.0/8 127.0.0.1",
    "contains something other than addresses and networks",
    (value) => splitList(value).every(isNetwork),
  )
    .default("")
    .transform(splitList),
});

const workerSchema = z.object({ ...common, ...database, ...clerk });
const scriptSchema = z.object({ ...common, ...database });
const clerkScriptSchema = z.object({
  CLERK_SECRET_KEY: clerk.CLERK_SECRET_KEY,
  CLERK_API_URL: clerk.CLERK_API_URL,
  CLERK_CREATOR_ROLE: clerk.CLERK_CREATOR_ROLE,
});

export type WebEnv = Readonly<z.infer<typeof webVariables>>;
export type WorkerEnv = Readonly<z.infer<typeof workerSchema>>;
export type ScriptEnv = Readonly<z.infer<typeof scriptSchema>>;

/** What the web process needs. Not the owner's URL, which it must not have. */
export function readWebEnv(source: Source = process.env): WebEnv {
  return read(webVariables, source, "web process", [keysOfOneKind, rolesApart, httpsInProduction]);
}

export function readWorkerEnv(source: Source = process.env): WorkerEnv {
  return read(workerSchema, source, "worker", [keysOfOneKind]);
}

export function readScriptEnv(source: Source = process.env): ScriptEnv {
  return read(scriptSchema, source, "script", []);
}

/** What a script also needs to call Clerk's Backend API. */
export function readClerkScriptEnv(source: Source = process.env) {
  return read(clerkScriptSchema, source, "script", []);
}

/** Runs `readEnv`. If the configuration is invalid, prints every mistake and exits, by default with 78 (EX_CONFIG). */
export function exitOnInvalidEnv<T>(readEnv: () => T, exitCode = 78): T {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    console.error(error.message);
    process.exit(exitCode);
  }
}

type Relation = (source: Source) => string[];

/** An empty variable counts as unset, like a line `NAME=` in .env. */
function read<T extends z.ZodType>(
  schema: T,
  given: Source,
  process: string,
  relations: Relation[],
): Readonly<z.infer<T>> {
  const source = Object.fromEntries(Object.entries(given).filter(([, value]) => value !== ""));
  const result = schema.safeParse(source);
  const single = result.success
    ? []
    : result.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  const problems = [...single, ...relations.flatMap((relation) => relation(source))];
  if (!result.success || problems.length > 0) throw new InvalidEnvironment(problems, process);
  return Object.freeze(result.data as object) as Readonly<z.infer<T>>;
}

function keysOfOneKind({ CLERK_PUBLISHABLE_KEY, CLERK_SECRET_KEY }: Source): string[] {
  const kindOf = (key: string | undefined) => /^[ps]k_(test|live)_/.exec(key ?? "")?.[1];
  const [publishable, secret] = [kindOf(CLERK_PUBLISHABLE_KEY), kindOf(CLERK_SECRET_KEY)];
  if (!publishable || !secret || publishable === secret) return [];
  return [
    `CLERK_SECRET_KEY and CLERK_PUBLISHABLE_KEY are of different kinds, for example sk_${publishable}_… belongs to pk_${publishable}_…`,
  ];
}

/** Tenant SQL, routing and the owner are three roles, of which the web process holds only the first two. */
function rolesApart(source: Source): string[] {
  const owners = ["tenantry_owner", userOf(source.DATABASE_OWNER_URL)];
  const app = userOf(source.DATABASE_URL);
  const problems: string[] = [];
  if (app && owners.includes(app)) problems.push(`DATABASE_URL ${namesOwner} use tenantry_app`);
  const web = userOf(source.DATABASE_WEB_URL);
  if (web && owners.includes(web)) problems.push(`DATABASE_WEB_URL ${namesOwner} use tenantry_web`);
  if (app && app === web) {
    problems.push(
      "DATABASE_WEB_URL names the role of DATABASE_URL, but routing has its own, for example use tenantry_web",
    );
  }
  return problems;
}

const namesOwner = "names the owner of the database, which the web process must not have, for example";

function httpsInProduction({ NODE_ENV, BASE_URL }: Source): string[] {
  if (NODE_ENV !== "production" || !BASE_URL || !isOrigin(BASE_URL)) return [];
  const { protocol, hostname } = new URL(BASE_URL);
  const isSafe = protocol === "https:" || hostname.endsWith(".localhost");
  return isSafe ? [] : ["BASE_URL is not https, which production needs, for example https://app.com"];
}

function text(example: string, otherwise: string, isRight: (value: string) => boolean) {
  return z
    .string(`is missing, for example ${example}`)
    .refine(isRight, `${otherwise}, for example ${example}`);
}

function databaseUrl(role: string) {
  const isRight = (value: string) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol);
  return text(`postgres://${role}:password@127.0.0.1:5432/tenantry`, "is not a PostgreSQL URL", isRight);
}

function url(example: string) {
  return text(
    example,
    "is not a URL",
    (value) => URL.canParse(value) && /^https?:$/.test(new URL(value).protocol),
  );
}

function oneOf<const T extends [string, ...string[]]>(values: T, preset: T[number]) {
  return z
    .enum(values, `must be one of ${values.join(", ")}, for example ${preset}`)
    .default(preset as never);
}

function wholeNumber(preset: number, least: number, most: number) {
  const message = `is not a whole number from ${least} to ${most}, for example ${preset}`;
  const isRight = (value: string) =>
    /^\d{1,9}$/.test(value) && Number(value) >= least && Number(value) <= most;
  return z.string().refine(isRight, message).transform(Number).default(preset);
}

/** The key contains the Frontend API's host and a dollar sign, in base64. */
function isPublishableKey(value: string): boolean {
  const [, encoded = ""] = /^pk_(?:test|live)_([A-Za-z0-9+/]+=*)$/.exec(value) ?? [];
  return /^[a-z0-9.-]+(:\d+)?\$$/i.test(Buffer.from(encoded, "base64").toString("latin1"));
}

/** An RSA key in PEM, however its lines were broken on the way into the environment. */
function toPem(value: string): string | undefined {
  try {
    const key = Buffer.from(value.replace(/-----[^-]*-----|\\n|\s/g, ""), "base64");
    const publicKey = createPublicKey({ key, format: "der", type: "spki" });
    return publicKey.asymmetricKeyType === "rsa"
      ? publicKey.export({ format: "pem", type: "spki" }).toString()
      : undefined;
  } catch {
    return undefined;
  }
}

/** One secret, or two separated by a space: the first opens tenants, guards accept both. */
function isSealSecret(value: string): boolean {
  const secrets = value.split(/\s+/).filter(Boolean);
  return secrets.length >= 1 && secrets.length <= 2 && secrets.every((secret) => secret.length >= 32);
}

function splitList(list: string): string[] {
  return list.split(/[\s,]+/).filter(Boolean);
}

function isOrigin(value: string): boolean {
  return (
    URL.canParse(value) &&
    /^https?:$/.test(new URL(value).protocol) &&
    new URL(value).origin === value.toLowerCase()
  );
}

function isNetwork(entry: string): boolean {
  const [address = "", prefix = "0"] = entry.split("/");
  try {
    if (isIP(address) === 0) return false;
    new BlockList().addSubnet(address, Number(prefix), isIP(address) === 6 ? "ipv6" : "ipv4");
    return /^\d+$/.test(prefix);
  } catch {
    return false;
  }
}

function userOf(address: string | undefined): string | undefined {
  return address && URL.canParse(address) ? decodeURIComponent(new URL(address).username) : undefined;
}
