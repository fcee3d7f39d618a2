import { expect, test } from "bun:test";
import { readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";

/**
 * Who may import whom (docs/architecture.md). Types are exempt: they do not exist at run time. A file falls under the first
 * rule whose pattern matches it; `may` lists what it may import from inside the repository.
 */
const rules: { files: RegExp; may: RegExp[]; because: string }[] = [
  {
    files: /^(app|db|scripts)\/.*\.test\.tsx?$|^(app|db)\/testing\/|^db\/isolation\/|^e2e\//,
    may: [/^(app|db|scripts|e2e)\//],
    because: "tests may import anything",
  },
  { files: /^db\//, may: [/^db\//], because: "the database layer does not know the application" },
  {
    files: /^app\/access\//,
    may: [/^app\/(access\/|features\/features\.ts$)/],
    because: "it runs everywhere",
  },
  {
    files: /^app\/features\/([^/]+\/)?feature\.ts$|^app\/features\/[^/]+\/words\//,
    may: [],
    because: "browser, server and worker read the manifests, and both languages load the words alone",
  },
  {
    files: /^app\/features\/features\.ts$/,
    may: [/^app\/features\/[^/]+\/feature\.ts$/],
    because: "it only lists the manifests",
  },
  {
    files: /^app\/clerk\//,
    may: [
      /^app\/(clerk|access|http)\//,
      /^app\/env\.server\.ts$/,
      /^db\/(errors|directory\/(recent-map|clerk-pause))\.ts$/,
    ],
    because: "web and worker both talk to Clerk through it",
  },
  {
    files: /^app\/tenancy\//,
    may: [
      /^app\/(tenancy|access|clerk|http)\//,
      /^app\/env\.server\.ts$/,
      /^db\/(tenant|directory|mirror|queries)\//,
      /^db\/(errors|jobs\/sync-requests)\.ts$/,
    ],
    because: "the door needs the directory, the transaction and Clerk, and nothing beyond it",
  },
  {
    files: /^app\/identity-sync\//,
    may: [/^app\/(identity-sync|clerk|access)\//, /^db\//],
    because: "the worker runs it without the web application",
  },
  {
    files: /^app\/(requests|forms)\//,
    may: [/^app\/(requests|forms|tenancy|access|clerk|http)\//, /^db\/(jobs\/|queries\/|errors\.ts$)/],
    because: "they serve routes, and go through the door themselves",
  },
  {
    files: /^app\/routes\/api\//,
    may: [
      /^app\/(identity-sync\/delivery|clerk\/sight\.server)\.ts$/,
      /^app\/http\//,
      /^db\/(jobs\/inbox|health|errors)\.ts$/,
      /^package\.json$/,
    ],
    because: "these routes serve no tenant and reach only what they need",
  },
  {
    files: /^app\/(routes\/|root\.tsx|routes\.ts)/,
    may: [
      /^app\/(tenancy|access|clerk|requests|forms|features|components|i18n|http|routes)\//,
      /^app\/tailwind\.css$/,
      /^db\/(queries\/|errors\.ts$)/,
    ],
    because: "a route reaches rows through withTenant and db/queries only",
  },
  {
    files: /^app\/i18n\/messages\/(en|es)\.ts$/,
    may: [/^app\/i18n\//, /^app\/features\/[^/]+\/words\//],
    because: "they collect the words of all features",
  },
  { files: /^app\/i18n\//, may: [/^app\/i18n\//], because: "the shared words stand alone" },
  {
    files: /^app\/components\//,
    may: [/^app\/(components|i18n)\//],
    because: "shared UI holds no data",
  },
  {
    files: /^app\/features\//,
    may: [/^app\/(features|components|access|i18n)\//, /^app\/forms\/(?!.*\.server\.)/],
    because: "views run in the browser",
  },
  {
    files: /^app\/offline\//,
    may: [/^app\/offline\//],
    because: "it runs in the browser before everything else",
  },
  {
    files: /^app\/http\//,
    may: [/^app\/(http|i18n)\//, /^app\/env\.server\.ts$/, /^db\/(errors|tenant\/pool|directory\/slug)\.ts$/],
    because: "it turns a Request into a Response for whatever routes there are",
  },
  { files: /^app\/env\.server\.ts$/, may: [], because: "it stands alone" },
  { files: /^app\//, may: [/^app\//], because: "the entry points wire the parts" },
  { files: /^scripts\/bench\//, may: [/^(app|db|scripts|e2e)\//], because: "benchmarks measure everything" },
  {
    files: /^scripts\//,
    may: [
      /^scripts\//,
      /^db\//,
      /^app\/((identity-sync|clerk|access|http)\/|env\.server\.ts$)/,
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

test("Clerk's server API is imported by app/clerk alone", async () => {
  const importers = (await listSources()).filter((file) =>
    /from "@clerk\/(backend|remix\/(ssr|api)\.server)/.test(read(file)),
  );
  const allowed = /^app\/clerk\/|^scripts\/(local\/clerk\/|seed)|^e2e\/|^app\/testing\/|\.test\.ts$/;
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

test("nothing imports in a circle, not even types", async () => {
  const graph = new Map<string, string[]>();
  for (const file of await listSources()) graph.set(file, importsWithTypes(file));
  expect(findCircles(graph)).toEqual([]);
});

test("no folder holds more than some 20 product files", async () => {
  const sizes = new Map<string, number>();
  for (const file of await listSources()) {
    if (/\.(test|types|e2e)\.tsx?$|(^|\/)testing\/|^e2e\//.test(file)) continue;
    sizes.set(dirname(file), (sizes.get(dirname(file)) ?? 0) + 1);
  }
  expect([...sizes].filter(([, size]) => size > maxFiles)).toEqual([]);
});

const maxFiles = 22;
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

/** As `importsOf`, including imports of types. */
function importsWithTypes(file: string): string[] {
  const named = [...read(file).matchAll(/^(?:import|export)\b[^;]*?\bfrom "(#|\.[^"]*?\/|\.)([^"]+)"/gm)];
  return named.map(([, start = "", rest = ""]) =>
    start === "#" ? rest : relative(root, join(root, dirname(file), start + rest)),
  );
}

/** The groups of files that reach themselves (Tarjan's strongly connected components). */
function findCircles(graph: ReadonlyMap<string, string[]>): string[][] {
  const order = new Map<string, number>();
  const lowest = new Map<string, number>();
  const stack: string[] = [];
  const circles: string[][] = [];
  const visit = (file: string): number => {
    const number = order.size;
    order.set(file, number);
    lowest.set(file, number);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      const reached = order.has(target)
        ? stack.includes(target)
          ? order.get(target)
          : undefined
        : visit(target);
      if (reached !== undefined) lowest.set(file, Math.min(lowest.get(file) ?? number, reached));
    }
    if (lowest.get(file) === number) {
      const circle = stack.splice(stack.indexOf(file));
      if (circle.length > 1) circles.push(circle.sort());
    }
    return lowest.get(file) ?? number;
  };
  for (const file of graph.keys()) if (!order.has(file)) visit(file);
  return circles;
}
