import { join } from "node:path";
import { allowedFunctions } from "#db/tenant/allowed-functions.ts";

// `bun scripts/db-functions.ts` writes the list of db/tenant/allowed-functions.ts into scripts/bootstrap.sql, which operators
// run with psql alone; a test compares.

export const bootstrapFile = join(import.meta.dir, "bootstrap.sql");
const block = /(-- The list is db\/tenant\/allowed-functions\.ts.*\n)[\s\S]*?( *-- End of the list\.)/;

/** The text of bootstrap.sql with the current list. */
export function withAllowedFunctions(text: string): string {
  if (!block.test(text))
    throw new Error("scripts/bootstrap.sql has lost the comments around the list of functions");
  const lines = allowedFunctions.map((signature) => `    '${signature}'`).join(",\n");
  return text.replace(block, (_, begin: string, end: string) => `${begin}${lines}\n${end}`);
}

if (import.meta.main) {
  await Bun.write(bootstrapFile, withAllowedFunctions(await Bun.file(bootstrapFile).text()));
  console.log(`Wrote ${allowedFunctions.length} functions to scripts/bootstrap.sql.`);
}
