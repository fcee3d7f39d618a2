import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Who may import whom (docs/architecture.md). Types are free: they are gone at run time. A file falls under the first
 * rule whose pattern fits it; `may` lists what it may import from inside the repository.
 */
const rules: { files: RegExp; may: RegExp[]; because: string }[] = [
  {
    files: /^(app|db|scripts)\/.*\.test\.tsx?$|^(app|db)\/testing\/|^e2e\//,
    may: [/^(app|db|scripts|e2e)\//],
    because: "tests look everywhere",
  },
  { files: /^db\//, may: [/^db\//], because: "the database core knows nothing of the application" },
  {
    files: /^app\/tenancy\//,
    may: [
      /^app\/tenancy\//,
      /^app\/(env\.server|http-errors)\.ts$/,
      /^app\/identity-sync\/clerk-role\.ts$/,
      /^db\/(pool|tenant-transaction|directory|errors|slug|recent-map|ask-for-sync|change-requests|member-wish)\.ts$/,
      /^db\/queries\/members\.ts$/,
    ],
    because: "tenancy stands on the pool, the transaction and the directory alone",
  },
  {
    files: /^app\/identity-sync\//,
    may: [/^app\/identity-sync\//, /^app\/tenancy\/permissions\.ts$/, /^db\//],
    because: "the worker runs it without the web app, by the same matrix",
  },
  {
    files: /^app\/routes\/(api\.webhooks\.clerk|api\.health)\.ts$/,
    may: [
      /^app\/identity-sync\/(signature|queue-of)\.ts$/,
      /^db\/(inbox|health|errors)\.ts$/,
      /^package\.json$/,
    ],
    because: "the two routes that serve no tenant reach only what they are for",
  },
  {
    files: /^app\/(routes\/|root\.tsx|routes\.ts)/,
    may: [
      /^app\/(tenancy|features|components|i18n|preferences|routes)\//,
      /^app\/(http-errors\.ts|tailwind\.css)$/,
      /^db\/(queries\/|errors\.ts$)/,
    ],
    because: "a route reaches rows through withTenant and db/queries only",
  },
  {
    files: /^app\/components\//,
    may: [/^app\/(components|i18n)\//],
    because: "shared UI is dumb",
  },
  { files: /^app\/i18n\//, may: [/^app\/i18n\//], because: "words stand alone" },
  {
    files: /^app\/preferences\//,
    may: [/^app\/(preferences|i18n)\//],
    because: "a choice is no more than words",
  },
  {
    files: /^app\/features\//,
    may: [/^app\/(features|components|i18n)\//, /^app\/tenancy\/permissions\.ts$/],
    because: "views run in the browser",
  },
  { files: /^app\/http-errors\.ts$/, may: [/^db\/errors\.ts$/], because: "it maps errors, and that is all" },
  { files: /^app\/env\.server\.ts$/, may: [], because: "it stands alone" },
  { files: /^app\//, may: [/^app\//, /^db\/(pool|errors)\.ts$/], because: "the server wires the parts" },
  { files: /^scripts\/bench\//, may: [/^(app|db|scripts|e2e)\//], because: "benchmarks measure everything" },
  {
    files: /^scripts\//,
    may: [
      /^scripts\//,
      /^db\//,
      /^app\/(identity-sync\/|[a-z-]+(\.server)?\.ts$)/,
      /^(remix\.config\.js|package\.json)$/,
    ],
    because: "scripts are outermost",
  },
];

test("every import follows the rules of the architecture", async () => {
  const broken: string[] = [];
  for (const file of await listSources()) {
    const rule = rules.find(({ files }) => files.test(file));
    if (!rule) throw new Error(`${file} falls under no rule`);
    for (const target of importsOf(file)) {
      if (!rule.may.some((pattern) => pattern.test(target)))
        broken.push(`${file} → ${target}: ${rule.because}`);
    }
  }
  expect(broken).toEqual([]);
});

test("Clerk's server API is imported by tenancy and identity-sync alone", async () => {
  const importers = (await listSources()).filter((file) =>
    /from "@clerk\/(backend|remix\/(ssr|api)\.server)/.test(read(file)),
  );
  const allowed =
    /^app\/(tenancy|identity-sync)\/|^scripts\/(local\/clerk\/|bench\/identity\/|seed)|^e2e\/|^app\/testing\/|\.test\.ts$/;
  expect(importers.filter((file) => !allowed.test(file))).toEqual([]);
});

test("the environment is read in app/env.server.ts, and in db/ only by its tests", async () => {
  const readers = (await listSources()).filter(
    (file) => /process\.env|Bun\.env/.test(read(file)) && /^(app|db)\//.test(file),
  );
  const allowed = /^app\/env\.server\.ts$|^db\/testing\/|\.test\.tsx?$/;
  expect(readers.filter((file) => !allowed.test(file))).toEqual([]);
});

test("nothing selects or returns all columns", async () => {
  const hits = (await listSources()).filter((file) =>
    /selectAll\(|returningAll\(|returning \*/.test(read(file)),
  );
  expect(hits.filter((file) => !file.endsWith(".test.ts"))).toEqual([]);
});

const root = join(import.meta.dir, "..");

async function listSources(): Promise<string[]> {
  const glob = new Bun.Glob("{app,db,scripts,e2e}/**/*.{ts,tsx}");
  return (await Array.fromAsync(glob.scan({ cwd: root }))).filter((file) => !file.endsWith(".d.ts")).sort();
}

function read(file: string): string {
  return readFileSync(join(root, file), "utf8");
}

/** Run-time imports from inside the repository, as paths from its root. */
function importsOf(file: string): string[] {
  const loader = file.endsWith("x") ? "tsx" : "ts";
  const imports = new Bun.Transpiler({ loader }).scanImports(read(file));
  return imports.flatMap(({ path }) => {
    if (path.startsWith("#")) return [path.slice(1)];
    return path.startsWith(".") ? [relative(root, join(root, dirname(file), path))] : [];
  });
}
