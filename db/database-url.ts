import { accessSync, constants, existsSync } from "node:fs";
import { databaseParameters, isTrue, type Parameters } from "./database-parameters.ts";
import { type Tls, tlsOf } from "./database-tls.ts";

/** Where a database is, who connects, and how. */
export type DatabaseAddress = {
  /** A name, an address, or the absolute path of the directory with the server's Unix socket. */
  host: string;
  port: number;
  /** What to dial instead of looking `host` up; the certificate must still be `host`'s. */
  hostAddress?: string;
  user: string;
  password: string;
  database: string;
  tls: Tls;
  /** How long the server may take to accept a connection, in milliseconds, if the URL says so. */
  connectTimeout?: number;
  /** The URL says that it leads to a PgBouncer. */
  isPgBouncer: boolean;
};

/** `problem` continues a sentence that begins with the variable's name. It never contains the password. */
export class InvalidDatabaseUrl extends Error {
  override name = "InvalidDatabaseUrl";
  constructor(readonly problem: string) {
    super(`The database's URL ${problem}`);
  }
}

/**
 * Reads a connection string as libpq does: parameters override the URL's own parts, and the last of a name counts. What only
 * libpq can do, and names that nobody knows, are refused. Settings for the session are not taken: ours are what isolates tenants.
 * @throws InvalidDatabaseUrl
 */
export function parseDatabaseUrl(url: string): DatabaseAddress {
  const [, userinfo, hosts = "", path = "", query = ""] =
    shape.exec(url) ?? refuse("is not a PostgreSQL URL");
  const [user, password] = partsOf(userinfo ?? "", ":");
  const [host, port] = hostAndPort(hosts);
  if (userinfo === undefined && url.includes("@")) refuse(`is not a PostgreSQL URL: ${encodeIt}`);
  const given = databaseParameters(query, decoded, refuse);
  const role = given.user ?? decoded(user, "user");
  if (!role) refuse("names no user");
  const address = {
    ...hostOf(given, host, portOf(given.port ?? port)),
    user: role,
    password: given.password ?? decoded(password, "password"),
    database: (given.dbname ?? decoded(path, "database")) || role,
    isPgBouncer: isTrue(given.pgbouncer),
    ...timeoutOf(given.connect_timeout),
  };
  return { ...address, tls: tlsOf(given, isSocket(address.host), refuse, assertReadable) };
}

/** What is wrong with the URL; undefined if it can be used. */
export function problemOfDatabaseUrl(url: string): string | undefined {
  try {
    parseDatabaseUrl(url);
    return undefined;
  } catch (error) {
    if (error instanceof InvalidDatabaseUrl) return error.problem;
    throw error;
  }
}

export function isSocket(host: string): boolean {
  return host.startsWith("/");
}

/** As libpq names it. */
export function socketPath({ host, port }: Pick<DatabaseAddress, "host" | "port">): string {
  return `${host}/.s.PGSQL.${port}`;
}

/** User and password end at the first @, before any slash. */
const shape = /^postgres(?:ql)?:\/\/(?:([^@/]*)@)?([^/?]*)(?:\/([^?]*))?(?:\?(.*))?$/s;

const encodeIt = "percent-encode what is special in user and password (% is %25, @ is %40, / is %2F)";

/** Where Debian's PostgreSQL and PostgreSQL's own build put their sockets. */
const socketDirectories = ["/var/run/postgresql", "/tmp"];

function refuse(problem: string): never {
  throw new InvalidDatabaseUrl(problem);
}

function decoded(text: string, part: string): string {
  if (/%(?![0-9a-f]{2})/i.test(text)) refuse(`has a raw % in its ${part}: percent-encode it as %25`);
  try {
    const value = decodeURIComponent(text);
    return value.includes("\0") ? refuse(`has a null character in its ${part}`) : value;
  } catch {
    return refuse(`has bytes in its ${part} that are not UTF-8: percent-encode a raw % as %25`);
  }
}

function partsOf(text: string, separator: string): [string, string] {
  const at = text.indexOf(separator);
  return at < 0 ? [text, ""] : [text.slice(0, at), text.slice(at + 1)];
}

function hostAndPort(hosts: string): [string, string | undefined] {
  if (hosts.includes(",")) refuse(severalHosts);
  const [, bracketed, name = "", port] =
    /^(?:\[([0-9a-f:.%]+)\]|([^:[\]@]*))(?::(.*))?$/is.exec(hosts) ??
    refuse(`is not a PostgreSQL URL: ${encodeIt}`);
  return [bracketed ?? decoded(name, "host"), port || undefined];
}

const severalHosts = "names several hosts, but must name one: the server that takes writes";

function hostOf(
  given: Parameters,
  host: string,
  port: number,
): Pick<DatabaseAddress, "host" | "port" | "hostAddress"> {
  const named = given.host ?? host;
  if (`${named}${given.hostaddr ?? ""}`.includes(",")) refuse(severalHosts);
  const hostAddress = given.hostaddr ? { hostAddress: given.hostaddr } : {};
  return { host: named || given.hostaddr || defaultSocket(port), port, ...hostAddress };
}

function defaultSocket(port: number): string {
  const directory = socketDirectories.find((host) => existsSync(socketPath({ host, port })));
  return directory ?? (socketDirectories[0] as string);
}

function portOf(text = "5432"): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : 0;
  return port >= 1 && port <= 65_535 ? port : refuse(`has a port that is not one: ${encodeIt}`);
}

/** 0 would wait for ever, so our own limit holds. */
function timeoutOf(text: string | undefined): { connectTimeout?: number } {
  if (text === undefined || text === "0") return {};
  const isRight = /^\d{1,3}$/.test(text);
  return isRight
    ? { connectTimeout: Number(text) * 1000 }
    : refuse("has a connect_timeout that is not in seconds");
}

function assertReadable(file: string, parameter: string): string {
  try {
    accessSync(file, constants.R_OK);
    return file;
  } catch {
    return refuse(`names a file as ${parameter} that cannot be read`);
  }
}
