import { expect, test } from "bun:test";
import { bootstrapFile, withAllowedFunctions } from "./db-functions.ts";

test("bootstrap.sql has the list of functions: run `bun scripts/db-functions.ts`", async () => {
  const text = await Bun.file(bootstrapFile).text();
  expect(text).toBe(withAllowedFunctions(text));
});
