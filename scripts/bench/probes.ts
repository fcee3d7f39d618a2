/** A statement whose cost with and without the guard is compared. */
export type Probe = {
  name: string;
  sql: string;
  /** `execution` never repeats, for values that must be unique. */
  parameters?(execution: number): string[];
  /** How many executions are sent before the first answer is awaited. */
  batch?: number;
  /** The target, if there is one: the highest multiple of the same statement without the guard. */
  maxRatio?: number;
};

const keyLookup = {
  sql: "select id, title, status from tasks where id = $1",
  parameters: (execution: number) => [
    `00000000-0000-7000-8000-${String(1 + (execution % 20_000)).padStart(12, "0")}`,
  ],
};
const singleInsert = {
  sql: "insert into settings (key, value, updated_at) values ($1, '{}', now())",
  parameters: (execution: number) => [`one-${execution}`],
};
const manyInserts = `insert into settings (key, value, updated_at)
  select $1::text || n, '{}', now() from generate_series(1, 20000) as n`;
const leftJoin = `select projects.id, count(tasks.id) from projects
  left join tasks on tasks.project_id = projects.id group by projects.id`;
const exists = `select count(*) from projects
  where exists (select from tasks where tasks.project_id = projects.id and tasks.status = 'done')`;

export const probedRows = { projects: 100, tasks: 20_000, entries: 100_000 };

/** Inserts go into settings and are rolled back. "50 sent at once": without the server's cost per message. */
export const probes: readonly Probe[] = [
  { name: "key lookup", ...keyLookup, maxRatio: 1.3 },
  { name: "key lookup, 50 sent at once", ...keyLookup, batch: 50 },
  { name: "100,000-row count", sql: "select count(*) from audit_log", maxRatio: 1.25 },
  { name: "single insert", ...singleInsert, maxRatio: 1.25 },
  { name: "single insert, 50 sent at once", ...singleInsert, batch: 50 },
  { name: "20,000-row insert", sql: manyInserts, parameters: (n) => [`many-${n}-`], maxRatio: 1.25 },
  { name: "left join 100 × 20,000", sql: leftJoin, maxRatio: 1.25 },
  { name: "exists", sql: exists, maxRatio: 1.25 },
];
