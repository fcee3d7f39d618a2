import { writeFileSync } from "node:fs";
import { join, relative } from "node:path";
import { migrationsDirectory, readMigrations, type Scope } from "#db/migrate/migration-files.ts";
import { type Command, UsageError } from "../operator/command.ts";

export const create: Command = {
  usage: "bun scripts/migrate.ts new <name> --tenant|--public [--json]",
  about: "Creates an empty migration file with the next number.",
  options: { tenant: { type: "boolean" }, public: { type: "boolean" } },
  withoutDatabase: true,
  example: "bun scripts/migrate.ts new project_labels --tenant",
  async run({ word, flag }) {
    const name = word("name");
    if (!/^[a-z0-9_]{1,60}$/.test(name)) {
      throw new UsageError("A migration's name consists of lower-case letters, digits and underscores.");
    }
    if (flag("tenant") === flag("public")) throw new UsageError("Choose the schema: --tenant or --public.");
    const scope: Scope = flag("tenant") ? "tenant" : "public";
    const file = relative(process.cwd(), createFile(scope, name));
    return { text: file, json: { file } };
  },
};

/** Creates the file with the next number. @returns its path. */
export function createFile(scope: Scope, name: string, directory = migrationsDirectory): string {
  const number = String(readMigrations(scope, directory).length + 1).padStart(4, "0");
  const path = join(directory, scope, `${number}_${name}.sql`);
  writeFileSync(path, templates[scope], { flag: "wx" });
  return path;
}

const templates: Record<Scope, string> = {
  tenant: "-- What this is for. Leave names unqualified: search_path finds the tenant's tables.\n\n",
  public: "-- What this is for.\n\n",
};
