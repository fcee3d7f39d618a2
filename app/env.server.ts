import { z } from "zod";

/** The configuration is wrong. `problems` has a line for each, with an example; no line shows a secret's value. */
export class InvalidEnvironment extends Error {
  override name = "InvalidEnvironment";
  constructor(
    readonly problems: string[],
    process: string,
  ) {
    super(
      [`The ${process}'s environment is not complete:`, ...problems.map((line) => `  - ${line}`)].join("\n"),
    );
  }
}

type Source = Record<string, string | undefined>;

const nodeEnv = z.enum(["development", "production", "test"]).default("development");
const logLevel = z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info");

const databaseUrl = (role: string) =>
  needed(`postgres://${role}:password@127.0.0.1:5432/tenantry`).refine(
    (value) => URL.canParse(value) && /^postgres(ql)?:$/.test(new URL(value).protocol),
    `is no PostgreSQL address, for example postgres://${role}:password@127.0.0.1:5432/tenantry`,
  );

const port = (preset: number) =>
  z.coerce.number(`is no port, for example ${preset}`).int().min(1).max(65_535).default(preset);

const sealSecret = needed("the output of: openssl rand -hex 32").min(
  32,
  "is shorter than 32 characters, for example use the output of: openssl rand -hex 32",
);

const clerk = {
  CLERK_PUBLISHABLE_KEY: needed("pk_test_…").regex(
    /^pk_(test|live)_/,
    "does not begin with pk_test_ or pk_live_",
  ),
  CLERK_SECRET_KEY: needed("sk_test_…").regex(/^sk_(test|live)_/, "does not begin with sk_test_ or sk_live_"),
  CLERK_API_URL: optionalUrl("https://api.clerk.com"),
  CLERK_WEBHOOK_SIGNING_SECRET: needed("whsec_…")
    .transform(splitList)
    .refine(
      (secrets) =>
        secrets.length > 0 && secrets.every((secret) => /^whsec_[A-Za-z0-9+/=]{24,}$/.test(secret)),
      "holds something that is no signing secret, for example whsec_…; several are separated by a space",
    ),
};

const baseUrl = needed("https://app.com")
  .refine(isOrigin, "is no origin, for example https://app.com: no path, no trailing slash")
  .transform((value) => new URL(value).origin);

const webSchema = z
  .object({
    NODE_ENV: nodeEnv,
    LOG_LEVEL: logLevel,
    PORT: port(3000),
    HOST: z.string().default("127.0.0.1"),
    BASE_URL: baseUrl,
    DATABASE_URL: databaseUrl("tenantry_app"),
    DATABASE_WEB_URL: databaseUrl("tenantry_web"),
    DATABASE_POOL_SIZE: z.coerce.number("is no number, for example 10").int().min(1).max(500).default(10),
    TENANT_SEAL_SECRET: sealSecret,
    ...clerk,
    CLERK_PROXY_URL: optionalUrl("http://clerk.app.localhost:3100"),
    CLERK_JS: optionalUrl("http://clerk.app.localhost:3100/npm/@clerk/clerk-js@5/dist/clerk.browser.js"),
    CLERK_JWT_KEY: z.string().optional(),
    CLERK_TELEMETRY_DISABLED: z.string().optional(),
    TRUSTED_PROXIES: z.string().default("").transform(splitList),
  })
  .superRefine((env, { addIssue }) => {
    const issue = (name: string, message: string) => addIssue({ code: "custom", path: [name], message });
    if (kindOf(env.CLERK_PUBLISHABLE_KEY) !== kindOf(env.CLERK_SECRET_KEY)) {
      issue(
        "CLERK_SECRET_KEY",
        "is of another kind (test, live) than CLERK_PUBLISHABLE_KEY: take both from one instance",
      );
    }
    const [app, web] = [userOf(env.DATABASE_URL), userOf(env.DATABASE_WEB_URL)];
    if (app === web)
      issue(
        "DATABASE_WEB_URL",
        "names the role of DATABASE_URL: routing has a role of its own, tenantry_web",
      );
    for (const [name, user] of Object.entries({ DATABASE_URL: app, DATABASE_WEB_URL: web })) {
      if (user === "tenantry_owner")
        issue(name, "names tenantry_owner, which the web process may never hold");
    }
    const { protocol, hostname } = new URL(env.BASE_URL);
    if (env.NODE_ENV === "production" && protocol !== "https:" && !hostname.endsWith(".localhost")) {
      issue("BASE_URL", "is not https, which production needs, for example https://app.com");
    }
  });

const workerSchema = z.object({
  NODE_ENV: nodeEnv,
  LOG_LEVEL: logLevel,
  DATABASE_OWNER_URL: databaseUrl("tenantry_owner"),
  TENANT_SEAL_SECRET: sealSecret,
  ...clerk,
});

const scriptSchema = z.object({
  LOG_LEVEL: logLevel,
  DATABASE_OWNER_URL: databaseUrl("tenantry_owner"),
  TENANT_SEAL_SECRET: sealSecret,
});

export type WebEnv = Readonly<z.infer<typeof webSchema>>;
export type WorkerEnv = Readonly<z.infer<typeof workerSchema>>;
export type ScriptEnv = Readonly<z.infer<typeof scriptSchema>>;

/** What the web process needs. It asks for no owner: it must not have one. */
export function readWebEnv(source: Source = process.env): WebEnv {
  return read(webSchema, source, "web process");
}

export function readWorkerEnv(source: Source = process.env): WorkerEnv {
  return read(workerSchema, source, "worker");
}

export function readScriptEnv(source: Source = process.env): ScriptEnv {
  return read(scriptSchema, source, "script");
}

/** Runs `readEnv`; when the configuration is wrong, prints all that is wrong and exits with 78 (EX_CONFIG). */
export function exitOnInvalidEnv<T>(readEnv: () => T): T {
  try {
    return readEnv();
  } catch (error) {
    if (!(error instanceof InvalidEnvironment)) throw error;
    console.error(error.message);
    process.exit(78);
  }
}

/** An empty variable counts as one that is not set, as a line `NAME=` in .env means it. */
function read<T extends z.ZodType>(schema: T, source: Source, process: string): Readonly<z.infer<T>> {
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const result = schema.safeParse(given);
  if (result.success) return Object.freeze(result.data as object) as Readonly<z.infer<T>>;
  const problems = result.error.issues.map(({ path, message }) => `${path.join(".")} ${message}`);
  throw new InvalidEnvironment([...new Set(problems)], process);
}

function needed(example: string) {
  return z.string(`is missing, for example ${example}`);
}

function optionalUrl(example: string) {
  return z
    .string()
    .refine((value) => URL.canParse(value), `is no URL, for example ${example}`)
    .optional();
}

function splitList(text: string): string[] {
  return text.split(/[\s,]+/).filter(Boolean);
}

function isOrigin(value: string): boolean {
  if (!URL.canParse(value)) return false;
  const { protocol, origin } = new URL(value);
  return /^https?:$/.test(protocol) && origin === value.toLowerCase();
}

function kindOf(key: string): string | undefined {
  return key.split("_")[1];
}

function userOf(url: string): string {
  return URL.canParse(url) ? decodeURIComponent(new URL(url).username) : "";
}
