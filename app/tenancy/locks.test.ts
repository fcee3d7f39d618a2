import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";
import { readWebEnv } from "#app/env.server.ts";
import * as asShippedServer from "#app/http/server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { Directory } from "#db/directory/directory.ts";
import { deactivateMember, mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type Change, importMutant } from "#db/testing/mutants.ts";
import { person } from "#db/testing/people.ts";
import * as asShippedDoors from "./with-tenant.server.ts";

// The locks before a tenant's transaction. Each request here passes every one but the one it is about: it is refused,
// and served by a copy of the sources in which that one check is gone. What the database would still refuse to whoever
// came that far is db/locks' matter.

const apex = "http://app.localhost:3000";
const acme = "acme.app.localhost:3000";
const globex = "globex.app.localhost:3000";
let db: TestDatabase;
let directory: Directory;
let clerk: ReturnType<typeof Bun.serve>;

beforeAll(async () => {
  db = await createTestDatabase();
  directory = new Directory({ web: db.webPool, listenUrl: db.url("tenantry_web") });
  // Clerk knows of no membership: whoever asks is told that it has ended.
  const nobody = JSON.stringify({ data: [], total_count: 0 });
  const headers = { "Content-Type": "application/json" };
  clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(nobody, { headers }) });
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  for (const tenant of [db.acme, db.globex]) {
    await mirrorMembers(operator, tenant, [person("owner", { role: "owner" })]);
    const options = { pool: db.appPool, sealSecret: testSealSecret, readOnly: false, label: "test" } as const;
    const project = { name: `${tenant.slug}'s plan`, description: "", color: "blue", ownerId: "owner" };
    await inTenant(tenant, options, (tx) => createProject(tx, project));
  }
  await mirrorMembers(operator, db.acme, [
    person("member"),
    person("viewer", { role: "viewer" }),
    person("gone"),
  ]);
  await deactivateMember(operator, db.acme, "gone", new Date());
});
afterAll(async () => {
  await clerk.stop(true);
  directory.close();
  await db.close();
});

type Proof = {
  lock: string;
  attack: string;
  /** The check, and what stands in its place when it is off. */
  remove: Change;
  request(): Request;
  /** The status that refuses. */
  held: number;
  /** What the attacker gets when the check is gone. */
  open: string;
};

const proofs: Proof[] = [
  {
    lock: "host",
    attack: "acme's cookie, with a foreign Host in which acme's name stands where a slug would",
    remove: { file: "app/http/host.ts", from: "if (!name.endsWith(", to: "if (name === (" },
    request: () => visit({ host: "acme.bad.localhost:3000", origin: `http://${acme}`, userId: "member" }),
    held: 421,
    open: "acme's plan",
  },
  {
    lock: "identity",
    attack: "a token that was made on globex's subdomain, carried over to acme's",
    remove: {
      file: "app/clerk/authentication.server.ts",
      from: "authorizedParties: [ownOrigin(args.context)]",
      to: "authorizedParties: []",
    },
    request: () => visit({ origin: `http://${globex}`, userId: "member" }),
    held: 302,
    open: "acme's plan",
  },
  {
    lock: "membership",
    attack: "somebody who is signed in, and reads globex's page without belonging there",
    remove: {
      file: "app/tenancy/membership.server.ts",
      from: "if (!found) throw new NotAMember();",
      to: 'if (!found) return { member: { id: identity.userId, role: "viewer", confirmedAt: new Date() } } as Visitor;',
    },
    request: () => visit({ host: globex, userId: "member", organizationId: "org_acme" }),
    held: 404,
    open: "globex's plan",
  },
  {
    lock: "activity",
    attack: "somebody who left, and whose row stays for what they did",
    remove: { file: "db/queries/members.ts", from: '.where("is_active", "=", true);', to: ";" },
    request: () => visit({ userId: "gone", ageSeconds: 30 }),
    held: 404,
    open: "acme's plan",
  },
  {
    lock: "confirmation",
    attack: "somebody whose membership ended at Clerk, and no webhook told us",
    remove: {
      file: "app/tenancy/with-tenant.server.ts",
      from: "const member = confirmedMember(identity, tenant, row);",
      to: "const member = row;",
    },
    request: () => visit({ userId: "member", organizationId: "org_globex" }),
    held: 404,
    open: "acme's plan",
  },
  {
    lock: "permission",
    attack: "a viewer who writes",
    remove: {
      file: "app/tenancy/with-tenant.server.ts",
      from: "if (!can(member.role, permission)) throw new Forbidden(permission);",
      to: "",
    },
    request: () => visit({ userId: "viewer", method: "POST" }),
    held: 403,
    open: "written",
  },
  {
    lock: "the method",
    attack: "a link that writes",
    remove: {
      file: "app/tenancy/with-tenant.server.ts",
      from: 'if (method === "GET" || method === "HEAD")',
      to: 'if (method === "")',
    },
    request: () => visit({ userId: "member", path: "/link" }),
    held: 500,
    open: "written",
  },
  {
    lock: "the origin of a form",
    attack: "a form on globex's page that is sent to acme with the cookies of a member of both",
    remove: { file: "app/http/server.ts", from: "if (isCrossOrigin(request, context))", to: "if (!request)" },
    request: () => visit({ userId: "member", method: "POST", sentFrom: `http://${globex}` }),
    held: 403,
    open: "written",
  },
];

for (const { lock, attack, remove, request, held, open } of proofs) {
  test(`${lock} alone stops: ${attack}`, async () => {
    const refused = await answer(request(), asShippedServer, asShippedDoors);
    expect(refused.status).toBe(held);
    expect(await refused.text()).not.toContain(open);
    const server = await importMutant<typeof asShippedServer>("app/http/server.ts", [remove]);
    const doors = await importMutant<typeof asShippedDoors>("app/tenancy/with-tenant.server.ts", [remove]);
    const served = await answer(request(), server, doors);
    expect(await served.text()).toBe(open);
  });
}

type Visit = {
  userId: string;
  host?: string;
  origin?: string;
  organizationId?: string;
  ageSeconds?: number;
  path?: string;
  method?: string;
  sentFrom?: string;
};

/** A request with a valid session token: of this host and of acme's organization, unless told otherwise. */
function visit({ host = acme, path = "/plan", method = "GET", sentFrom, ...who }: Visit): Request {
  const { userId, origin = `http://${host}`, organizationId = "org_acme", ageSeconds } = who;
  const token = sessionToken({ userId, origin, organizationId, ageSeconds });
  const headers = new Headers({ host, cookie: `__session=${token}; __client_uat=1700000000` });
  if (sentFrom) headers.set("origin", sentFrom);
  return new Request(`http://${host}${path}`, { method, headers, ...(method === "POST" && { body: "x=1" }) });
}

function answer(
  request: Request,
  { createFetch }: typeof asShippedServer,
  doors: typeof asShippedDoors,
): Promise<Response> {
  const env = readWebEnv({
    NODE_ENV: "production",
    BASE_URL: apex,
    DATABASE_URL: db.url("tenantry_app"),
    DATABASE_WEB_URL: db.url("tenantry_web"),
    TENANT_SEAL_SECRET: testSealSecret,
    CLERK_PUBLISHABLE_KEY: `pk_live_${btoa("clerk.app.localhost:3100$")}`,
    CLERK_SECRET_KEY: "sk_live_test",
    CLERK_JWT_KEY: testJwtKey,
    CLERK_API_URL: `http://127.0.0.1:${clerk.port}`,
    CLERK_WEBHOOK_SIGNING_SECRET: "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
  });
  const { appPool, webPool } = db;
  const runtime = { env, log: pino({ level: "silent" }), appPool, webPool, directory };
  return createFetch({ build: routesThrough(doors), runtime })(request, { address: "127.0.0.1" });
}

/** Two routes: one is read by a GET and written by a POST, the other writes although it is a GET. */
function routesThrough({ withTenant, withTenantToWrite }: typeof asShippedDoors): ServerBuild {
  const read = (args: LoaderFunctionArgs) =>
    withTenant(args, "projects:read", async ({ tx }) => {
      return new Response((await listProjects(tx)).map(({ name }) => name).join(", "));
    });
  const write = (args: LoaderFunctionArgs | ActionFunctionArgs) =>
    withTenantToWrite(args, "projects:write", async ({ tx }) => {
      const { numUpdatedRows } = await tx
        .updateTable("projects")
        .set({ description: "changed" })
        .executeTakeFirst();
      return new Response(numUpdatedRows === 1n ? "written" : "nothing to write");
    });
  const routes = {
    plan: { id: "plan", path: "/plan", module: { loader: read, action: write } },
    link: { id: "link", path: "/link", module: { loader: write } },
  };
  return {
    entry: { module: { default: () => new Response("page"), handleError: () => {} } },
    routes,
    assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "1" },
    future: { v3_singleFetch: true },
    publicPath: "/",
    assetsBuildDirectory: "",
    isSpaMode: false,
  } as unknown as ServerBuild;
}
