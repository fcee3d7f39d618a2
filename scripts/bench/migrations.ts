import { verifyFleet } from "#db/audit/verify.ts";
import { migrate } from "#db/migrate/migrate.ts";
import { readMigrations } from "#db/migrate/migration-files.ts";
import { type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { type MigrationFolder, migrationFolder } from "#db/testing/migration-folder.ts";
import { bareMigration, bareSchema, connections, sendAll } from "./bare-sql.ts";
import { binDirs, openDatabase, provision, provisionMany } from "./databases.ts";
import { alternate, type Results, type Scale, timed } from "./measure.ts";
import { fixed, type Table, type Target, table, targetTable, whole } from "./report.ts";

type Provisioned = { size: number; results: Results };
type Migrated = { tenants: number; results: Results; verify: number };

/** Fleets of growing size, on both servers: a column and an index for all against the bare SQL; nothing to do; verify. */
export async function benchMigrations({ isQuick }: Scale): Promise<Table[]> {
  const tables: Table[] = [];
  const targets: Target[] = [];
  for (const binDir of binDirs) {
    const database = await openDatabase(binDir);
    const files = migrationFolder();
    const migrated: Migrated[] = [];
    const provisioned = [{ size: 10, results: await compareProvisioning(database) }];
    let made = 0;
    for (const size of isQuick ? [100, 300] : [100, 1000, 10_000]) {
      await provisionMany(database, size - made, made);
      made = size;
      // New tenants start at the product's own files: they have to catch up with the added ones.
      await up(database, files);
      provisioned.push({ size, results: await compareProvisioning(database) });
      await up(database, files);
      migrated.push(await compareMigrating(database, files, size >= 10_000 ? 2 : 6));
    }
    files.remove();
    const server = `PostgreSQL ${database.version.split(".")[0]}`;
    tables.push(migratedTable(server, migrated), provisionedTable(server, provisioned));
    targets.push(...targetsOf(server, migrated, provisioned));
  }
  return [...tables, targetTable(targets)];
}

async function compareProvisioning(database: TestDatabase): Promise<Results> {
  const tenant = () => provision(database, `made-${crypto.randomUUID().slice(0, 12)}`);
  const bare = () => database.owner.unsafe(bareSchema());
  return await alternate(
    { tenant: async () => ({ ms: await timed(tenant) }), bare: async () => ({ ms: await timed(bare) }) },
    15,
  );
}

async function compareMigrating(
  database: TestDatabase,
  files: MigrationFolder,
  rounds: number,
): Promise<Migrated> {
  const ownerUrl = database.url("tenantry_owner");
  const tenants = await database.owner<{ id: string; schema: string }[]>`
    select id, schema_name as schema from public.tenants where status = 'active'`;
  let version = readMigrations("tenant", files.directory).length;
  const addFile = () => {
    const name = `bench_${++version}`;
    const sql = `alter table projects add column ${name} text; create index ${name} on projects (${name});`;
    files.write("bench.sql", sql);
    return sql;
  };
  const engine = async () => {
    addFile();
    return { ms: await up(database, files), nothing: await up(database, files) };
  };
  const floor = async () => {
    const sql = addFile();
    const messages = tenants.map((tenant) => bareMigration(tenant, sql, version));
    return { ms: await sendAll(ownerUrl, messages) };
  };
  const results = await alternate({ engine, floor }, rounds, 0);
  const options = { ownerUrl, sealSecret: testSealSecret, directory: files.directory };
  return { tenants: tenants.length, results, verify: await timed(() => verifyFleet(options)) };
}

/** @returns milliseconds. */
async function up(database: TestDatabase, { directory }: MigrationFolder): Promise<number> {
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

function targetsOf(server: string, migrated: Migrated[], provisioned: Provisioned[]): Target[] {
  const [first, last, largest] = [provisioned[0], provisioned.at(-1), migrated.at(-1)];
  const thousand = migrated.find(({ tenants }) => tenants >= 1000) ?? largest;
  if (!first || !last || !largest || !thousand) throw new Error("No fleet was measured");
  const size = whole(largest.tenants);
  const growth = last.results.median("tenant", "ms") / first.results.median("tenant", "ms");
  const [up, made] = [
    thousand.results.ratio("engine", "floor", "ms"),
    last.results.ratio("tenant", "bare", "ms"),
  ];
  return [
    [`${server}: up at 1,000 tenants, engine ÷ floor`, up, "≤", 1.15],
    [`${server}: nothing to do at ${size} tenants, ms`, largest.results.median("engine", "nothing"), "≤", 50],
    [`${server}: verify at ${size} tenants, s`, largest.verify / 1000, "≤", 30],
    [`${server}: provisioning ÷ bare SQL, largest fleet`, made, "≤", 1.2],
    [`${server}: provisioning, largest fleet ÷ 10 tenants`, growth, "≤", 1.2],
  ];
}

function migratedTable(server: string, migrated: Migrated[]): Table {
  return table(`${server}: migrating`, migrated, [
    ["tenants", ({ tenants }) => whole(tenants)],
    ["engine ms", ({ results }) => whole(results.median("engine", "ms"))],
    ["floor ms", ({ results }) => whole(results.median("floor", "ms"))],
    ["ratio", ({ results }) => fixed(results.ratio("engine", "floor", "ms"))],
    ["ms per tenant", ({ results, tenants }) => fixed(results.median("engine", "ms") / tenants)],
    ["nothing to do ms", ({ results }) => fixed(results.median("engine", "nothing"), 0)],
    ["verify s", ({ verify }) => fixed(verify / 1000, 1)],
  ]);
}

function provisionedTable(server: string, provisioned: Provisioned[]): Table {
  return table(`${server}: provisioning one tenant`, provisioned, [
    ["with tenants", ({ size }) => whole(size)],
    ["tenant ms", ({ results }) => fixed(results.median("tenant", "ms"))],
    ["bare SQL ms", ({ results }) => fixed(results.median("bare", "ms"))],
    ["ratio", ({ results }) => fixed(results.ratio("tenant", "bare", "ms"))],
  ]);
}
