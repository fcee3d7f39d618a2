import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { migrationsDirectory, readMigrations, type Scope } from "#db/migrate/migration-files.ts";
import { type Command, UsageError } from "./command.ts";

export const create: Command = {
  summary: "Makes an empty migration file with the next number.",
  usage: "bun scripts/migrate.ts new NAME --tenant|--public",
  options: { tenant: { type: "boolean" }, public: { type: "boolean" } },
  needsDatabase: false,
  examples: ["bun scripts/migrate.ts new project_labels --tenant"],
  async run(given) {
    const [name, ...rest] = given.words;
    if (!name || rest.length > 0 || !/^[a-z0-9_]{1,60}$/.test(name)) {
      throw new UsageError("A migration has one name of small letters, digits and underscores.");
    }
    if (given.has("tenant") === given.has("public"))
      throw new UsageError("Say which schema: --tenant or --public.");
    const scope: Scope = given.has("tenant") ? "tenant" : "public";
    const number = String(readMigrations(scope).length + 1).padStart(4, "0");
    const path = join(migrationsDirectory, scope, `${number}_${name}.sql`);
    writeFileSync(path, templates[scope], { flag: "wx" });
    console.log(relative(process.cwd(), path));
    return 0;
  },
};

const templates: Record<Scope, string> = {
  tenant: "-- What this is for. Names are unqualified: search_path says whose they are.\n\n",
  public: "-- What this is for.\n\n",
};
