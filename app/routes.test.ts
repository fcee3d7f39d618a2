import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import ts from "typescript";
import { workspacePages } from "../e2e/pages.ts";

/**
 * Every route goes through a door, or is listed here with a reason. Loaders run in parallel, so a layout's loader protects
 * no child: each loader and each action calls its door itself.
 */
const withoutDoor: Record<string, string> = {
  "root.tsx": "Clerk's state for the page; no tenant's data",
  "routes/apex/frame.tsx": "the frame of the apex pages",
  "routes/workspace/frame.tsx":
    "withFrame takes the scope of its page's door, or goes through withTenant itself",
  "routes/apex/index.tsx": "the landing page; on a tenant's host it only redirects",
  "routes/apex/sign-in.tsx": "Clerk's component",
  "routes/apex/sign-up.tsx": "Clerk's component",
  "routes/apex/join.ts": "redirects with an invitation's ticket and shows nothing",
  "routes/shared/preferences.ts": "sets two cookies of the browser for anyone",
  "routes/api/webhooks.clerk.ts": "Clerk's signature, and answeringErrors",
  "routes/api/health.ts": "for load balancers; says nothing about any tenant, and answers 503 itself",
  "routes/shared/not-found.tsx": "always the same 404",
};

test("every loader and action goes through a door, or its route is on the list of exceptions", () => {
  expect(listRouteFiles().flatMap(findUnguarded)).toEqual([]);
});

test("the list of exceptions names only existing routes", () => {
  const files = listRouteFiles();
  expect(Object.keys(withoutDoor).filter((file) => !files.includes(file))).toEqual([]);
});

test("a route without a door calls neither the database nor Clerk, unless it maps their errors", () => {
  const asking = /#db\/(?!errors)|#app\/(clerk|requests)\/|\b(webPool|appPool|directory)\b|identify\(/;
  const files = Object.keys(withoutDoor).filter((file) => asking.test(readRoute(file)));
  expect(files).toEqual(["root.tsx", "routes/api/webhooks.clerk.ts", "routes/api/health.ts"]);
  expect(readRoute("routes/api/webhooks.clerk.ts")).toContain("answeringErrors(");
});

test("a route that forgets withTenant is found", () => {
  const forgetful = `
    import { withTenant } from "#app/tenancy/with-tenant.server.ts";
    export async function loader(args) { return { rows: [] }; }
    export const action = async (args) => withTenant(args, "projects:write", async () => null);`;
  expect(unguardedExports(forgetful)).toEqual(["loader"]);
  expect(unguardedExports(`export default function Page() { return null; }`)).toEqual(["no loader"]);
  const guarded = `export async function loader(args) { const x = await withTenant(args, "projects:read", fn); return x; }`;
  expect(unguardedExports(guarded)).toEqual(["loader"]);
  expect(
    unguardedExports(`import { withTenant } from "#app/tenancy/with-tenant.server.ts";${guarded}`),
  ).toEqual([]);
});

test("a loader that opens the door for writing is found; an action may", () => {
  const writing = `
    import { withTenantToWrite } from "#app/tenancy/with-tenant.server.ts";
    export const loader = (args) => withTenantToWrite(args, "projects:write", async () => null);
    export const action = (args) => withTenantToWrite(args, "projects:write", async () => null);`;
  expect(unguardedExports(writing)).toEqual(["loader"]);
});

/** Routes in a workspace's frame that have no page of their own. */
const pageless = ["projects/:projectId/change", "api/tenants/:slug/users/onboarding"];

test("every page of a workspace is in e2e/pages.ts, which the journeys visit", () => {
  const source = readFileSync(join(import.meta.dir, "routes.ts"), "utf8");
  const [, framed = ""] = /layout\("routes\/workspace\/frame\.tsx", \[(.*?)\n {2}\]\)/s.exec(source) ?? [];
  const paths = [...framed.matchAll(/route\("([^"]+)"/g)].map(([, path]) => path as string);
  const unvisited = paths.filter((path) => {
    const pattern = new RegExp(`^/${path.replace("/*", "").replace(/:\w+/g, "[^/]+")}$`);
    return !workspacePages.some((page) => pattern.test(page.path.split("?")[0] ?? ""));
  });
  expect(paths.length).toBeGreaterThan(10);
  expect(unvisited).toEqual(pageless);
});

function findUnguarded(file: string): string[] {
  if (file in withoutDoor) return [];
  return unguardedExports(readRoute(file)).map((name) => `${file}: ${name}`);
}

function readRoute(file: string): string {
  return readFileSync(join(import.meta.dir, file), "utf8");
}

/** The doors that a loader or an action may use. */
const doors = {
  loader: ["withTenant", "withTenantFinding", "withTenantToRestore", "withPerson"],
  action: ["withTenant", "withTenantToWrite", "withTenantToRestore"],
};

/** The loader and action that do not call a door, and "no loader" for a page that would render for anyone. */
function unguardedExports(source: string): string[] {
  const file = ts.createSourceFile("route.tsx", source, ts.ScriptTarget.Latest, true, ts.ScriptKind.TSX);
  const exported = file.statements.flatMap(exportedFunctions);
  const imports = source.matchAll(
    /import \{([^}]*)\} from "#app\/tenancy\/with-(?:tenant|person)\.server\.ts"/g,
  );
  const imported = [...imports].flatMap(([, names = ""]) => names.split(",").map((name) => name.trim()));
  const unguarded = exported
    .filter(({ name, body }) => !doors[name].some((door) => imported.includes(door) && calls(body, door)))
    .map(({ name }) => name);
  return exported.length === 0 ? ["no loader"] : unguarded;
}

function exportedFunctions(statement: ts.Statement): { name: keyof typeof doors; body: ts.Node }[] {
  const isExported =
    ts.canHaveModifiers(statement) &&
    ts.getModifiers(statement)?.some((m) => m.kind === ts.SyntaxKind.ExportKeyword);
  if (!isExported) return [];
  const declarations = ts.isVariableStatement(statement)
    ? [...statement.declarationList.declarations]
    : [statement];
  return declarations.flatMap((declaration) => {
    const name = "name" in declaration ? (declaration.name as ts.Identifier | undefined)?.text : undefined;
    return name === "loader" || name === "action" ? [{ name, body: declaration }] : [];
  });
}

function calls(node: ts.Node, name: string): boolean {
  if (ts.isCallExpression(node) && ts.isIdentifier(node.expression) && node.expression.text === name)
    return true;
  return ts.forEachChild(node, (child) => calls(child, name)) ?? false;
}

/** The files that app/routes.ts names, and root. */
function listRouteFiles(): string[] {
  const source = readFileSync(join(import.meta.dir, "routes.ts"), "utf8");
  const named = [...source.matchAll(/"(routes\/[^"]+\.tsx?)"/g)].map(([, file]) => file as string);
  for (const file of named)
    if (!existsSync(join(import.meta.dir, file))) throw new Error(`${file} does not exist`);
  return ["root.tsx", ...named];
}
