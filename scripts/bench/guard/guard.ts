import type { TestDatabase } from "#db/testing/database.ts";
import { judge, type Target } from "#scripts/bench/arithmetic.ts";
import { fixed, type GroupReport, type Table } from "#scripts/bench/report.ts";
import { type Results, runRounds, type Scale, throughput, throughputRatio } from "#scripts/bench/rounds.ts";
import { binDirOf15, withServer } from "#scripts/bench/servers.ts";
import { asAdmin, provisionMany } from "#scripts/bench/tenants.ts";
import { type Probe, probes, seedForProbes } from "./probes.ts";
import { openSession, type Session } from "./session.ts";
import { mixRotation, removeGuard } from "./states.ts";

type Measured = { probe: Probe; results: Results };
type Version = { name: string; measured: Measured[] };

/** The same statements on the same tables without the guard, with it, and with it in the middle of a key rotation. */
export async function benchGuard(scale: Scale): Promise<GroupReport> {
  const versions: Version[] = [];
  for (const binDir of binDirOf15 ? [undefined, binDirOf15] : [undefined]) {
    versions.push(
      await withServer(async (newDatabase) => measureVersion(await newDatabase(), scale), binDir),
    );
  }
  return {
    name: "guard",
    title: "The guard",
    setting:
      "One session of tenantry_app for each of three tenants with the same rows: one without policies, one as provisioned, one whose policies take two keys. The context is entered once, the statement is prepared, and its time is the server's own: the CPU of its backend.",
    tables: versions.map(tableOf),
    targets: versions.flatMap(targetsOf),
  };
}

async function measureVersion(database: TestDatabase, scale: Scale): Promise<Version> {
  const [bare, guarded, rotating] = await provisionMany(database, 3);
  if (!bare || !guarded || !rotating) throw new Error("Three tenants are needed");
  for (const tenant of [bare, guarded, rotating]) await seedForProbes(database.owner, tenant);
  await asAdmin(database, async (admin) => {
    await removeGuard(admin, bare);
    await mixRotation(admin, rotating);
    await admin`vacuum analyze`;
  });
  const sessions = {
    without: await openSession(database, bare),
    guard: await openSession(database, guarded),
    rotation: await openSession(database, rotating),
  };
  const measured: Measured[] = [];
  for (const probe of probes) measured.push({ probe, results: await measureProbe(sessions, probe, scale) });
  const [row] = await database.owner<
    { version: string }[]
  >`select current_setting('server_version') as version`;
  await Promise.all(Object.values(sessions).map((session) => session.close()));
  return { name: `PostgreSQL ${row?.version.split(" ")[0]}`, measured };
}

async function measureProbe(sessions: Record<string, Session>, probe: Probe, scale: Scale): Promise<Results> {
  const variants = Object.entries(sessions).map(([name, session]) => ({
    name,
    measure: (milliseconds: number) => session.measure(probe, milliseconds),
  }));
  // A backend's CPU varies little, and there are many statements: short rounds do.
  const { rounds, milliseconds, warmUp } = scale;
  return await runRounds(variants, { rounds, milliseconds: milliseconds / 2, warmUp: warmUp / 2 });
}

function tableOf({ name, measured }: Version): Table {
  return {
    title: `${name}: microseconds of a statement, and as a multiple of no guard`,
    head: ["statement", "no guard", "guard", "", "mid-rotation", ""],
    rows: measured.map(({ probe, results }) => [
      probe.name,
      fixed(microseconds(results, "without"), 1),
      ...["guard", "rotation"].flatMap((variant) => [
        fixed(microseconds(results, variant), 1),
        fixed(cost(results, variant)),
      ]),
    ]),
  };
}

function targetsOf({ name, measured }: Version): Target[] {
  return measured.flatMap(({ probe: { name: statement, most }, results }) =>
    most === undefined
      ? []
      : [
          judge(`${name}, ${statement}`, cost(results, "guard"), { atMost: most }),
          judge(`${name}, ${statement}, mid-rotation`, cost(results, "rotation"), { atMost: most }),
        ],
  );
}

function microseconds(results: Results, variant: string): number {
  return 1e6 / throughput(results, variant);
}

function cost(results: Results, variant: string): number {
  return throughputRatio(results, "without", variant);
}
