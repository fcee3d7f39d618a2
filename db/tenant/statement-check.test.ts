import { expect, test } from "bun:test";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import fc from "fast-check";
import { loadModule, parseSync, scanSync } from "libpg-query";
import { assertStatement } from "./statement-check.ts";

const refused = [
  "select from tenant_globex.projects",
  "select from TENANT_globex.projects",
  'select from "tenant_globex"."projects"',
  'select from Tenant_Globex . "projects"',
  "select 'tenant_globex.projects'::regclass",
  "select regclass $$tenant_globex.projects$$",
  "select 1 /* tenant_globex */",
  String.raw`select from U&"\0074enant_globex".projects`,
  `select from u&"tenant!005fglobex".projects uescape '!'`,
  "merge into settings using users on false when matched then delete",
  "MERGE/**/INTO settings using users on false when matched then delete",
  "with x as (select 1) merge into settings using x on false when matched then delete",
  "with x as (merge into settings using users on false when matched then delete returning 1) select from x",
  String.raw`with x as (select E'\'' || ' ') merge into settings using x on false when matched then delete`,
  "with x as (select $q$ ' $q$) merge into settings using x on false when matched then delete",
  "with x as (select 1 /* /* */ ' */) merge into settings using x on false when matched then delete",
  "with x as (select 1)merge into settings using x on false when matched then delete",
  "(with x as (select $$)merge$$) select 1)",
  "select set_config('search_path', 'x', true)",
  `select "pg_catalog"."set_config"('search_path', 'x', true)`,
  "update pg_settings set setting = 'x' where name = 'search_path'",
  "select query_to_xml('select 1', true, true, '')",
  "select from ts_stat('select 1')",
  "select currtid2('x', '(0,1)')",
  "select app.enter_tenant('x', 'x', 'x', 'x')",
  "select 1\0",
  "commit",
  "/* select */ commit",
  "-- select\ncommit",
  "; commit",
  "\u00a0select 1",
  "selected",
  "",
];

for (const text of refused) {
  test(`refused: ${JSON.stringify(text)}`, () => {
    expect(() => assertStatement(text)).toThrow(/is not a query|may not contain/);
  });
}

test("every statement of the application passes", () => {
  for (const text of ourStatements()) expect(() => assertStatement(text)).not.toThrow();
});

test("words that only contain a refused one pass", () => {
  for (const text of ['select "merged_at" from settings', "select 'emerged'", "select tenants, settings_id"])
    expect(() => assertStatement(text)).not.toThrow();
});

// PostgreSQL's own scanner says which tokens a text has. Whatever stands around them, none of these gets through.
test("no text passes in which PostgreSQL sees MERGE, a tenant's name or a function that runs a text", async () => {
  await loadModule();
  let seen = 0;
  const texts = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 14 });
  fc.assert(
    fc.property(texts, (parts) => {
      const text = `with x as (${parts.join("")}`;
      if (!namesForbidden(text)) return;
      seen += 1;
      expect(() => assertStatement(text)).toThrow();
    }),
    { numRuns: 5000, seed: 17 },
  );
  expect(seen).toBeGreaterThan(500);
});

test("a text that passes is one statement of the four allowed kinds", async () => {
  await loadModule();
  let parsed = 0;
  const texts = fc.array(fc.constantFrom(...fragments), { minLength: 1, maxLength: 8 });
  fc.assert(
    fc.property(fc.constantFrom(...beginnings), texts, (beginning, parts) => {
      const text = beginning + parts.join("");
      const kinds = kindsOf(text);
      if (kinds.length !== 1 || isRefused(text)) return;
      parsed += 1;
      expect(["SelectStmt", "InsertStmt", "UpdateStmt", "DeleteStmt"]).toContain(kinds[0] ?? "");
    }),
    { numRuns: 5000, seed: 18 },
  );
  expect(parsed).toBeGreaterThan(50);
});

const beginnings = [
  "select 1 ",
  "(select 1)",
  "with x as (select 1) select 1 ",
  "values (1) ",
  "table x ",
  "commit ",
  "set a = 1 ",
  "/**/select 1 ",
  "\v\f merge into x using y on false when matched then delete ",
];
const fragments = [
  ..."'\"$;()/*-\n\\, ",
  "''",
  '""',
  "/*",
  "*/",
  "--",
  "E'",
  "e'\\'",
  "U&'",
  'U&"',
  "n'",
  "B'",
  "$q$",
  "$$",
  "$q$ ' $q$",
  "$1",
  "a$q$",
  "1",
  "é",
  "select ",
  "1 as a",
  "MERGE",
  "merge",
  "tenant_globex",
  '"tenant_globex"',
  "\\0074enant_x",
  "set_config",
  "query_to_xml",
];

function namesForbidden(text: string): boolean {
  try {
    return scanSync(text).tokens.some(isForbidden);
  } catch {
    return false;
  }
}

function isForbidden({ text, tokenName }: { text: string; tokenName: string }): boolean {
  if (tokenName === "UIDENT") return true;
  if (/^(SCONST|USCONST|BCONST|XCONST|C_COMMENT|SQL_COMMENT)$/.test(tokenName)) return false;
  const name = text.replaceAll('"', "").toLowerCase();
  return ["merge", "set_config", "query_to_xml"].includes(name) || name.startsWith("tenant_");
}

function kindsOf(text: string): string[] {
  try {
    return (parseSync(text).stmts ?? []).flatMap(({ stmt }) => Object.keys(stmt ?? {}));
  } catch {
    return [];
  }
}

function isRefused(text: string): boolean {
  try {
    assertStatement(text);
    return false;
  } catch {
    return true;
  }
}

function ourStatements(): string[] {
  const folder = join(import.meta.dir, "../queries/sql");
  const files = readdirSync(folder).filter((file) => file.endsWith(".sql"));
  const texts = files.map((file) => require("node:fs").readFileSync(join(folder, file), "utf8"));
  return texts.flatMap((text: string) =>
    text
      .split(/;\n/)
      .map((one) => one.replace(/^\s*--.*$/gm, "").trim())
      .filter(Boolean),
  );
}
