import { expect, test } from "bun:test";
import { writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { certificate } from "#db/testing/tls-certificate.ts";
import { InvalidDatabaseUrl, parseDatabaseUrl } from "./database-url.ts";

const rootCert = join(tmpdir(), `root-${process.pid}.crt`);
writeFileSync(rootCert, certificate);

const places: [string, object][] = [
  [
    "postgres://me:pw@db.app.com/shop",
    { host: "db.app.com", port: 5432, user: "me", password: "pw", database: "shop" },
  ],
  ["postgresql://me@db:6543/", { host: "db", port: 6543, password: "", database: "me" }],
  ["postgres://me:p%25w%40@db/a%20b", { password: "p%w@", database: "a b" }],
  ["postgres://me:p:w?x#y+z@db/d", { password: "p:w?x#y+z", host: "db" }],
  ["postgres://me:x@[::1]:5433/d", { host: "::1", port: 5433 }],
  ["postgres://me:x@[2001:db8::7]/d", { host: "2001:db8::7", port: 5432 }],
  [
    "postgres:///d?host=/run/pg&port=5433&user=me",
    { host: "/run/pg", port: 5433, database: "d", user: "me" },
  ],
  ["postgres://me@%2Fvar%2Flib%2Fpg:5433/d", { host: "/var/lib/pg", port: 5433 }],
  ["postgres://me@:5433/d", { host: expect.stringMatching(/^\/(var\/run\/postgresql|tmp)$/), port: 5433 }],
  [
    "postgres://me@localhost/d?host=db&port=1&dbname=e&password=a+b",
    { host: "db", port: 1, database: "e", password: "a+b" },
  ],
  ["postgres://me@db/d?hostaddr=10.0.0.7", { host: "db", hostAddress: "10.0.0.7" }],
  ["postgres://me@db/d?host=a&host=b", { host: "b" }],
  [
    "postgres://me@db/d?connect_timeout=10&application_name=x&keepalives=1&pgbouncer=true",
    { connectTimeout: 10_000, isPgBouncer: true },
  ],
  [
    "postgres://me@ep-1.neon.tech/d?options=endpoint%3Dep-1&target_session_attrs=read-write",
    { isPgBouncer: false },
  ],
];
for (const [url, expected] of places) {
  test(`${url} is read as libpq reads it`, () => expect(parseDatabaseUrl(url)).toMatchObject(expected));
}

const security: [string, object][] = [
  ["", { mode: "preferred" }],
  ["sslmode=disable", { mode: "none" }],
  ["sslmode=allow", { mode: "preferred" }],
  ["sslmode=prefer", { mode: "preferred" }],
  ["ssl=true", { mode: "unverified" }],
  ["sslmode=require", { mode: "unverified" }],
  ["sslmode=no-verify", { mode: "unverified" }],
  [`sslmode=require&sslrootcert=${rootCert}`, { mode: "verified-issuer", rootCert }],
  [`sslmode=verify-ca&sslrootcert=${rootCert}`, { mode: "verified-issuer", rootCert }],
  [`sslmode=verify-full&sslrootcert=${rootCert}`, { mode: "verified", rootCert }],
  ["sslmode=verify-full", { mode: "verified" }],
  ["sslrootcert=system", { mode: "verified" }],
  ["sslmode=require&channel_binding=require", { mode: "verified" }],
  ["channel_binding=require", { mode: "verified" }],
  ["sslmode=require&channel_binding=prefer", { mode: "unverified" }],
];
for (const [parameters, expected] of security) {
  test(`"${parameters}" asks for TLS as libpq documents it`, () =>
    expect(parseDatabaseUrl(`postgres://me@db/d?${parameters}`).tls).toEqual(expected as never));
}

test("a Unix socket is not encrypted, whatever the URL demands", () => {
  expect(parseDatabaseUrl("postgres://me@%2Ftmp/d?sslmode=require").tls).toEqual({ mode: "none" });
});

const refused: [string, string][] = [
  ["mysql://me:hush@db/d", "is not a PostgreSQL URL"],
  ["postgres://db/d", "names no user"],
  ["postgres://me:hush%@db/d", "has a raw % in its password: percent-encode it as %25"],
  ["postgres://m%e:hush@db/d", "has a raw % in its user"],
  ["postgres://me:hush%ff@db/d", "has bytes in its password that are not UTF-8"],
  ["postgres://me:hu@sh@db/d", "is not a PostgreSQL URL: percent-encode"],
  ["postgres://me:hu/sh@db/d", "is not a PostgreSQL URL: percent-encode"],
  ["postgres://me:12/hush?hush=a@db/d", "is not a PostgreSQL URL: percent-encode"],
  ["postgres://me:hush@db:99999/d", "has a port that is not one"],
  ["postgres://me:hush@a,b/d", "names several hosts"],
  ["postgres://me:hush@db/d?host=a,b", "names several hosts"],
  ["postgres://me:hush@db/d?search_path=hush", "has the unknown parameter search_path"],
  ["postgres://me:hush@db/d?constructor=hush", "has the unknown parameter constructor"],
  ["postgres://me:hush@db/d?hush!", "has something after its ? that is not a parameter"],
  [
    "postgres://me:hush@db/d?options=-c%20role%3Dhush",
    "has a value of options that is not supported here: settings",
  ],
  ["postgres://me:hush@db/d?target_session_attrs=standby", "has a value of target_session_attrs"],
  ["postgres://me:hush@db/d?service=hush", "has the parameter service, which is not supported here"],
  ["postgres://me:hush@db/d?sslmode=hush", "has an sslmode that libpq does not know"],
  [
    "postgres://me:hush@db/d?sslmode=verify-ca",
    "has sslmode=verify-ca, which needs the root certificate's file",
  ],
  ["postgres://me:hush@db/d?sslrootcert=/nowhere", "names a file as sslrootcert that cannot be read"],
  ["postgres://me:hush@db/d?sslrootcert=system&sslmode=require", "has sslrootcert=system, which needs"],
  [
    "postgres://me:hush@db/d?channel_binding=require&sslmode=disable",
    "has channel_binding=require, which needs TLS",
  ],
  ["postgres://me:hush@db/d?connect_timeout=soon", "has a connect_timeout that is not in seconds"],
];
for (const [url, problem] of refused) {
  test(`${url} is refused, and the text tells no secret: ${problem}`, () => {
    const message = messageOf(() => parseDatabaseUrl(url));
    expect(message).toContain(problem);
    expect(message).not.toContain("hu");
  });
}

function messageOf(fn: () => unknown): string {
  try {
    return JSON.stringify(fn());
  } catch (error) {
    if (!(error instanceof InvalidDatabaseUrl)) throw error;
    return error.message;
  }
}
