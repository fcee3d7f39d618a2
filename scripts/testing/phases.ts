import { existsSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { join } from "node:path";
import { startThrowawayPostgres } from "#scripts/local/postgres/postgres.ts";
import { findBrowser } from "./browser.ts";
import { type Counts, countsOfBunTest, countsOfCheck, countsOfPlaywright, none, sum } from "./counts.ts";
import { findTests, type Selection } from "./files.ts";
import { hasPgBouncer, startPgBouncer } from "./pgbouncer.ts";
import { type Finished, root, runBun } from "./program.ts";

/** A phase prints through `show` and returns its counts. */
type Show = (text: string) => void;

export async function checkTypes(show: Show): Promise<Counts> {
  const { code } = await runBun(["node_modules/typescript/bin/tsc", "--noEmit", "-p", "."], { show });
  return countsOfCheck(code);
}

export async function checkLint(show: Show): Promise<Counts> {
  const { code } = await runBun(["node_modules/@biomejs/biome/bin/biome", "ci"], { show });
  return countsOfCheck(code);
}

/** Most tests wait for a server, so two runs take little more than half the time. What the second prints comes at its end. */
export async function runUnit(selection: Selection, show: Show): Promise<Counts> {
  const files = findTests(["app", "db", "scripts"], "test", selection);
  let later = "";
  const collect = (text: string) => {
    later += text;
  };
  const counts = await Promise.all(
    [show, collect].map((output, turn) => {
      const own = files.filter((_, index) => index % 2 === turn);
      return runBunTest(own, selection, output);
    }),
  );
  show(later);
  return sum(counts);
}

/** The database tests on an older PostgreSQL, if the machine has one: 15 is the oldest supported. */
export async function runCompat(selection: Selection, show: Show): Promise<Counts> {
  const binDir = findOlderPostgres();
  if (!binDir) {
    show("No PostgreSQL 15, 16 or 17 on this machine: skipped.\n");
    return none;
  }
  show(`on ${binDir}\n`);
  return runBunTest(findTests(["db"], "test", selection), selection, show, { binDir });
}

/** The isolation tests through PgBouncer in transaction mode, where tenants share sessions. */
export async function runPooler(selection: Selection, show: Show): Promise<Counts> {
  if (!hasPgBouncer()) {
    show("No PgBouncer on this machine: skipped.\n");
    return none;
  }
  const files = findTests(["db"], "test", selection).filter((file) => file.startsWith("db/isolation/"));
  return runBunTest(files, selection, show, { pgbouncer: true });
}

let build: Promise<Finished> | undefined;

/** Makes the production build once per run. May be called early, to build in the background. */
export function buildForBrowsers(): Promise<Finished> {
  build ??= runBun(["scripts/build.ts"], { env: { NODE_ENV: "production" } });
  return build;
}

export async function runEndToEnd(selection: Selection, show: Show): Promise<Counts> {
  const files = findTests(["e2e"], "e2e", selection);
  if (files.length === 0) return none;
  const chromium = await findBrowser(show);
  const build = await buildForBrowsers();
  if (build.code !== 0) {
    show(build.output);
    return { ...none, failed: 1 };
  }
  const report = join(root, "test-results/report.json");
  rmSync(report, { force: true });
  const { code } = await runBun(
    ["node_modules/@playwright/test/cli.js", "test", "-c", "e2e/playwright.config.ts", ...files],
    {
      show,
      env: { ...soakOf(selection), CHROMIUM_PATH: chromium, PLAYWRIGHT_JSON_OUTPUT_FILE: report },
    },
  );
  return countsOfPlaywright(existsSync(report) ? readFileSync(report, "utf8") : undefined, code);
}

async function runBunTest(
  files: string[],
  selection: Selection,
  show: Show,
  { binDir, pgbouncer }: { binDir?: string; pgbouncer?: boolean } = {},
): Promise<Counts> {
  if (files.length === 0) return none;
  const server = await startThrowawayPostgres({ binDir });
  const bouncer = pgbouncer ? await startPgBouncer(server.adminUrl) : undefined;
  const env = {
    ...soakOf(selection),
    TEST_DATABASE_ADMIN_URL: server.adminUrl,
    ...(binDir && { POSTGRES_BIN_DIR: binDir }),
    ...(bouncer && { TEST_PGBOUNCER_ADDRESS: bouncer.address }),
  };
  try {
    const { code, output } = await runBun(["test", "--timeout=30000", ...files.map((file) => `./${file}`)], {
      show,
      env,
    });
    return countsOfBunTest(output, code);
  } finally {
    await bouncer?.stop();
    await server.stop();
  }
}

/** Tests that can run longer read SOAK. */
function soakOf({ soak }: Selection): Record<string, string> {
  return soak ? { SOAK: "1" } : {};
}

function findOlderPostgres(): string | undefined {
  const versions = "/usr/lib/postgresql";
  if (!existsSync(versions)) return undefined;
  const oldest = readdirSync(versions)
    .map(Number)
    .filter((version) => version >= 15 && version <= 17)
    .sort((a, b) => a - b)
    .find((version) => existsSync(join(versions, String(version), "bin/initdb")));
  return oldest === undefined ? undefined : join(versions, String(oldest), "bin");
}
