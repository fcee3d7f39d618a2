import { readdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { backendRouter } from "#scripts/local/clerk/backend/routes.ts";
import { frontendRouter } from "#scripts/local/clerk/frontend/routes.ts";
import { EVENT_TYPES } from "#scripts/local/clerk/webhooks/event-types.ts";
import type { Description, Schema } from "./description.ts";

// `bun scripts/local/clerk/openapi/extract.ts FOLDER` copies what the local Clerk implements from Clerk's published
// OpenAPI descriptions: the response schemas of its routes and its events, with their licence, without prose.

type Source = {
  info: { title: string; version: string };
  paths?: Record<string, Record<string, Operation>>;
  "x-webhooks"?: Record<string, Record<string, Operation>>;
  components: Record<string, Record<string, unknown>>;
};
type Content = { content?: Record<string, { schema?: Schema }> };
type Operation = { responses?: Record<string, Content & { $ref?: string }>; requestBody?: Content };

const PROSE = ["description", "example", "examples", "externalDocs", "title", "deprecated"];

const folder = process.argv[2];
if (!folder)
  throw new Error("Name the folder that holds Clerk's descriptions (bapi-*, fapi-*, webhooks-*.yml).");
writeFileSync(join(import.meta.dir, "LICENSE"), readFileSync(join(folder, "LICENSE")));
write(
  "backend",
  extractRoutes("bapi", backendRouter.names(), (path) => path.replace(/^\/v1/, "")),
);
write(
  "frontend",
  extractRoutes("fapi", frontendRouter.names(), (path) => path),
);
write("webhooks", extractEvents());
Bun.spawnSync(["bunx", "biome", "format", "--write", import.meta.dir], {
  stdio: ["ignore", "inherit", "inherit"],
});

function extractRoutes(name: string, routes: string[], described: (path: string) => string): Description {
  const { file, source } = read(name);
  const operations: Description["operations"] = {};
  for (const route of routes) {
    const [method = "", path = ""] = route.split(" ");
    const wanted = anonymous(described(path));
    const found = Object.entries(source.paths ?? {}).find(([candidate]) => anonymous(candidate) === wanted);
    const responses = found?.[1][method.toLowerCase()]?.responses;
    if (!responses) continue;
    operations[route] = Object.fromEntries(
      Object.entries(responses).map(([status, response]) => [status, schemaOf(resolved(source, response))]),
    );
  }
  return { file, operations, schemas: reachable(source, operations) };
}

function extractEvents(): Description {
  const { file, source } = read("webhooks");
  const operations: Description["operations"] = {};
  for (const type of EVENT_TYPES) {
    const body = source["x-webhooks"]?.[type]?.post?.requestBody;
    if (body) operations[type] = { body: schemaOf(body) };
  }
  return { file, operations, schemas: reachable(source, operations) };
}

function read(name: string): { file: string; source: Source } {
  const file = readdirSync(folder ?? "").find((each) => each.startsWith(`${name}-`));
  if (!file) throw new Error(`There is no ${name}-*.yml in ${folder}.`);
  return { file, source: Bun.YAML.parse(readFileSync(join(folder ?? "", file), "utf8")) as Source };
}

/** `/users/{user_id}` and `/users/:id` are the same path. */
function anonymous(path: string): string {
  return path.replaceAll(/\{[^}]+\}|:\w+/g, "{}");
}

function resolved(source: Source, response: Content & { $ref?: string }): Content {
  const name = response.$ref?.replace("#/components/responses/", "");
  return name ? (source.components.responses?.[name] as Content) : response;
}

/** Null for a response described without a body. */
function schemaOf({ content }: Content): Schema | null {
  const schema = content?.["application/json"]?.schema;
  return schema ? (withoutProse(schema) as Schema) : null;
}

/** The schemas that these refer to, directly or indirectly. */
function reachable(
  source: Source,
  from: unknown,
  found: Record<string, Schema> = {},
): Record<string, Schema> {
  for (const [, name = ""] of JSON.stringify(from).matchAll(/"#\/components\/schemas\/([^"]+)"/g)) {
    if (found[name]) continue;
    const schema = withoutProse(source.components.schemas?.[name]) as Schema;
    found[name] = schema;
    reachable(source, schema, found);
  }
  return found;
}

/** Removes keywords only: a property may itself be called `description`. */
function withoutProse(value: unknown, areNames = false): unknown {
  if (Array.isArray(value)) return value.map((each) => withoutProse(each));
  if (typeof value !== "object" || value === null) return value;
  const kept = Object.entries(value).filter(
    ([key]) => areNames || !(PROSE.includes(key) || key.startsWith("x-")),
  );
  return Object.fromEntries(
    kept.map(([key, each]) => [key, withoutProse(each, key === "properties" && !areNames)]),
  );
}

function write(name: string, description: Description): void {
  writeFileSync(join(import.meta.dir, `${name}.json`), JSON.stringify(description));
}
