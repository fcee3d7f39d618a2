import { availableParallelism } from "node:os";
import { verifyFleet } from "#db/audit/verify.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { migrationFolder } from "#db/testing/migration-folder.ts";
import { judge, median, ratio, type Target } from "#scripts/bench/arithmetic.ts";
import { timed } from "#scripts/bench/measure.ts";
import { fixed, type GroupReport, type Table, whole } from "#scripts/bench/report.ts";
import { binDirOf15, withServer } from "#scripts/bench/servers.ts";
import { provisionMany } from "#scripts/bench/tenants.ts";
import { migrateBare } from "./floor.ts";
import { measureProvisioning, type ProvisioningCost } from "./provisioning.ts";

const connections = availableParallelism() * 2;

type Migrated = {
  tenants: number;
  engine: number;
  floor: number;
  ratio: number;
  nothing: number;
  verify: number;
};

type Measured = { migrated: Migrated[]; made: { size: number; cost: ProvisioningCost }[] };

/** Fleets of growing size, on both servers: a column and an index for all against the bare SQL; nothing to do; verify. */
export async function benchMigrations(sizes: readonly number[]): Promise<GroupReport> {
  const servers: [string, Measured][] = [["PostgreSQL 18", await measureServer(sizes)]];
  if (binDirOf15) servers.push(["PostgreSQL 15", await measureServer(sizes, binDirOf15)]);
  return {
    title: "Fleet migrations",
    setting: `A column and an index for every tenant, ${connections} connections, against the same SQL, context and ledger row sent for each tenant at once without an engine; then a run that finds nothing to do, and verify (structure and guards). Provisioning alternates with the same schema as one bare message.`,
    tables: servers.flatMap(([server, measured]) => tablesOf(server, measured)),
    targets: servers.flatMap(([server, measured]) => targetsOf(server, measured)),
  };
}

async function measureServer(sizes: readonly number[], binDir?: string): Promise<Measured> {
  return await withServer(async (newDatabase) => {
    const database = await newDatabase();
    const files = new Files();
    const migrated: Migrated[] = [];
    const made = [{ size: 10, cost: await measureProvisioning(database, 15) }];
    for (const [index, size] of sizes.entries()) {
      const before = sizes[index - 1] ?? 0;
      await provisionMany(database, size - before, before);
      // New tenants start at the product's own files: they have to catch up with the added ones.
      await up(database, files.directory);
      made.push({ size, cost: await measureProvisioning(database, 15) });
      await up(database, files.directory);
      migrated.push(await measureFleet(database, files, size >= 10_000 ? 2 : 6));
    }
    files.remove();
    return { migrated, made };
  }, binDir);
}

/** The product's migrations, plus one for each round. */
class Files {
  private readonly folder = migrationFolder();
  private count = readMigrations("tenant").length;

  readonly directory = this.folder.directory;

  add(): { sql: string; version: number } {
    const version = ++this.count;
    const name = `bench_${version}`;
    const sql = `alter table projects add column ${name} text; create index ${name} on projects (${name});`;
    this.folder.write("bench.sql", sql);
    return { sql, version };
  }

  remove(): void {
    this.folder.remove();
  }
}

async function measureFleet(database: TestDatabase, files: Files, rounds: number): Promise<Migrated> {
  const ownerUrl = database.url("tenantry_owner");
  const tenants = await database.owner<{ id: string; schema: string }[]>`
    select id, schema_name as schema from public.tenants where status = 'active'`;
  const [engine, floor]: [number[], number[]] = [[], []];
  const withEngine = async () => {
    files.add();
    engine.push(await up(database, files.directory));
  };
  const withoutEngine = async () => {
    floor.push(await migrateBare(ownerUrl, tenants, { ...files.add(), connections }));
  };
  // Alternately, each as often first as second: every round leaves more to read for the next.
  for (let round = 0; round < rounds; round++) {
    const turns = [withEngine, withoutEngine];
    for (const turn of round % 2 === 0 ? turns : turns.reverse()) await turn();
  }
  const nothing: number[] = [];
  for (let round = 0; round < 5; round++) nothing.push(await up(database, files.directory));
  const options = { ownerUrl, sealSecret: testSealSecret, directory: files.directory };
  return {
    tenants: tenants.length,
    engine: median(engine),
    floor: median(floor),
    ratio: ratio(engine, floor),
    nothing: median(nothing),
    verify: await timed(() => verifyFleet(options)),
  };
}

async function up(database: TestDatabase, directory: string): Promise<number> {
  const ownerUrl = database.url("tenantry_owner");
  return await timed(async () => {
    const result = await migrate({
      ownerUrl,
      sealSecret: testSealSecret,
      directory,
      concurrency: connections,
    });
    if (result.outcome !== "done") throw new Error(`Not migrated: ${JSON.stringify(result.failed[0])}`);
  });
}

function targetsOf(server: string, { migrated, made }: Measured): Target[] {
  const [first, last] = [made[0]?.cost, made.at(-1)?.cost];
  const thousand = migrated.find(({ tenants }) => tenants >= 1000) ?? migrated.at(-1);
  const largest = migrated.at(-1);
  const size = whole(largest?.tenants ?? 0);
  const growth = (last?.tenant ?? Number.NaN) / (first?.tenant ?? Number.NaN);
  return [
    judge(`${server}: up at 1,000 tenants, engine ÷ floor`, thousand?.ratio ?? Number.NaN, { atMost: 1.15 }),
    judge(`${server}: nothing to do at ${size} tenants, ms`, largest?.nothing ?? Number.NaN, { atMost: 50 }),
    judge(`${server}: verify at ${size} tenants, s`, (largest?.verify ?? Number.NaN) / 1000, { atMost: 30 }),
    judge(`${server}: provisioning ÷ bare SQL, largest fleet`, last?.ratio ?? Number.NaN, { atMost: 1.2 }),
    judge(`${server}: provisioning, largest fleet ÷ 10 tenants`, growth, { atMost: 1.2 }),
  ];
}

function tablesOf(server: string, { migrated, made }: Measured): Table[] {
  return [
    {
      title: `${server}: migrating`,
      head: ["tenants", "engine ms", "floor ms", "ratio", "ms per tenant", "nothing to do ms", "verify s"],
      rows: migrated.map((row) => [
        whole(row.tenants),
        whole(row.engine),
        whole(row.floor),
        fixed(row.ratio),
        fixed(row.engine / row.tenants),
        fixed(row.nothing, 0),
        fixed(row.verify / 1000, 1),
      ]),
    },
    {
      title: `${server}: provisioning one tenant`,
      head: ["with tenants", "tenant ms", "bare SQL ms", "ratio"],
      rows: made.map(({ size, cost }) => [
        whole(size),
        fixed(cost.tenant),
        fixed(cost.bare),
        fixed(cost.ratio),
      ]),
    },
  ];
}
