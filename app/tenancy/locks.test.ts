import { afterAll, beforeAll, expect, test } from "bun:test";
import type { ActionFunctionArgs, LoaderFunctionArgs } from "@remix-run/node";
import type { ServerBuild } from "@remix-run/server-runtime";
import pino from "pino";
import { readWebEnv } from "#app/env.server.ts";
import * as asShippedServer from "#app/http/server.ts";
import { sessionToken, testJwtKey } from "#app/testing/clerk-tokens.ts";
import { serverBuild } from "#app/testing/server-build.ts";
import { Directory } from "#db/directory/directory.ts";
import { deactivateMember, mirrorMembers } from "#db/mirror/mirror.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import { inTenant } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type Change, importMutant } from "#db/testing/mutants.ts";
import { person } from "#db/testing/people.ts";
import * as asShippedDoors from "./with-tenant.server.ts";

// The checks before a tenant's transaction. Each request passes all of them but one: the shipped code refuses it, and the
// same code without that check serves it. db/isolation tests the locks inside the transaction.

const apex = "http://app.localhost:3000";
const acme = "acme.app.localhost:3000";
const globex = "globex.app.localhost:3000";
let db: TestDatabase;
let directory: Directory;
let clerk: ReturnType<typeof Bun.serve>;

beforeAll(async () => {
  db = await createTestDatabase();
  directory = new Directory({ web: db.webPool });
  // Clerk has no memberships, so every confirmation fails.
  const noMembers = JSON.stringify({ data: [], total_count: 0 });
  const headers = { "Content-Type": "application/json" };
  clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: () => new Response(noMembers, { headers }) });
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
  await db.close();
});

type Proof = {
  lock: string;
  attack: string;
  /** The check, and the code that replaces it. */
  remove: Change;
  request(): Request;
  /** The response's status with the check in place. */
  refused: number;
  /** What the attacker gets without it. */
  served: string;
};

const proofs: Proof[] = [
  {
    lock: "host",
    attack: "acme's cookie sent with a foreign Host that begins with acme's slug",
    remove: { file: "app/http/host.ts", from: "if (!name.endsWith(", to: "if (name === (" },
    request: () => visit({ host: "acme.bad.localhost:3000", origin: `http://${acme}`, userId: "member" }),
    refused: 421,
    served: "acme's plan",
  },
  {
    lock: "identity",
    attack: "a token for globex's subdomain, sent to acme's",
    remove: {
      file: "app/clerk/authentication.server.ts",
      from: "authorizedParties: [ownOrigin(context)]",
      to: "authorizedParties: []",
    },
    request: () => visit({ origin: `http://${globex}`, userId: "member" }),
    refused: 302,
    served: "acme's plan",
  },
  {
    lock: "membership",
    attack: "a signed-in person who is no member of globex and reads its page",
    remove: {
      file: "app/tenancy/membership.server.ts",
      from: "if (!found) throw new NotAMember();",
      to: 'if (!found) return { member: { id: identity.userId, role: "viewer", confirmedAt: new Date(), readAt: new Date() } } as MemberContext;',
    },
    request: () => visit({ host: globex, userId: "member", organizationId: "org_acme" }),
    refused: 404,
    served: "globex's plan",
  },
  {
    lock: "activity",
    attack: "a former member, whose row remains",
    remove: { file: "db/queries/members.ts", from: '.where("is_active", "=", true);', to: ";" },
    request: () => visit({ userId: "gone", ageSeconds: 30 }),
    refused: 404,
    served: "acme's plan",
  },
  {
    lock: "confirmation",
    attack: "a member whose membership ended at Clerk without a webhook",
    remove: {
      file: "app/tenancy/with-tenant.server.ts",
      from: "const member = confirmedMember(identity, tenant, row);",
      to: "const member = row;",
    },
    request: () => visit({ userId: "member", organizationId: "org_globex" }),
    refused: 404,
    served: "acme's plan",
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
    refused: 403,
    served: "written",
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
    refused: 500,
    served: "written",
  },
  {
    lock: "the origin of a form",
    attack: "a form on globex's page that a member of both sends to acme",
    remove: { file: "app/http/server.ts", from: "if (isCrossOrigin(request, context))", to: "if (!request)" },
    request: () => visit({ userId: "member", method: "POST", sentFrom: `http://${globex}` }),
    refused: 403,
    served: "written",
  },
];

for (const { lock, attack, remove, request, refused, served } of proofs) {
  test(`${lock} alone stops ${attack}`, async () => {
    const withCheck = await answer(request(), asShippedServer, asShippedDoors);
    expect(withCheck.status).toBe(refused);
    expect(await withCheck.text()).not.toContain(served);
    const server = await importMutant<typeof asShippedServer>("app/http/server.ts", [remove]);
    const doors = await importMutant<typeof asShippedDoors>("app/tenancy/with-tenant.server.ts", [remove]);
    const withoutCheck = await answer(request(), server, doors);
    expect(await withoutCheck.text()).toBe(served);
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

/** A request with a valid session token, by default for its host and for acme's organization. */
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

/** Two routes: one reads on GET and writes on POST, the other writes on GET. */
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
  return serverBuild(routes);
}
