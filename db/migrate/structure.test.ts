import { afterAll, beforeAll, expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, type TestDatabase } from "../testing/database.ts";
import { readDigests, readStructure } from "./structure.ts";

let db: TestDatabase;
let admin: postgres.Sql;
beforeAll(async () => {
  db = await createTestDatabase();
  admin = postgres(db.url("admin"), { max: 1, fetch_types: false, onnotice: () => {} });
});
afterAll(async () => {
  await admin.end();
  await db.close();
});

const tables = "create table others (id int primary key, v text)";

/** Two ways to make nearly the same. */
const pairs: [string, string][] = [
  ["create table t (a int)", "create table t (a bigint)"],
  ["create table t (a varchar(10))", "create table t (a varchar(11))"],
  ["create table t (a text)", 'create table t (a text collate "C")'],
  ["create table t (a text)", "create table t (a text not null)"],
  ["create table t (a int default 1)", "create table t (a int default 2)"],
  ["create table t (a int, b int default 1)", "create table t (a int, b int generated always as (1) stored)"],
  ["create table t (a int)", "create table t (a int generated always as identity)"],
  ["create table t (a int unique)", "create table t (a int unique deferrable)"],
  ["create table t (a int unique deferrable)", "create table t (a int unique deferrable initially deferred)"],
  ["create table t (a int unique)", "create table t (a int unique nulls not distinct)"],
  ["create table t (a int primary key)", "create table t (a int not null unique)"],
  ["create table t (a int check (a > 0))", "create table t (a int check (a > 1))"],
  ["create table t (a int check (a > 0))", "create table t (a int check (a > 0) no inherit)"],
  ["create table t (a int references others)", "create table t (a int)"],
  ["create table t (a int references others)", "create table t (a int references others on delete cascade)"],
  ["create table t (a int references others)", "create table t (a int references others on update cascade)"],
  ["create table t (a int references others)", "create table t (a int references public.probes)"],
  ["create table t (a int references others)", "create table t (a int, check (a is null))"],
  [
    "create table t (a int, b int, foreign key (a) references others on delete set null)",
    "create table t (a int, b int, foreign key (b) references others on delete set null)",
  ],
  [
    "create table t (a int references others)",
    "create table t (a int); alter table t add constraint t_a_fkey foreign key (a) references others not valid",
  ],
  [
    "create table t (a int4range, exclude using gist (a with &&))",
    "create table t (a int4range, exclude using gist (a with -|-))",
  ],
  ["create index on others (v)", "create index on others (v desc)"],
  ["create index on others (v)", "create index on others (v nulls first)"],
  ["create index on others (v)", "create unique index others_v_idx on others (v)"],
  ["create index on others (v)", "create index on others (v text_pattern_ops)"],
  ["create index on others (v)", 'create index on others (v collate "C")'],
  ["create index on others (v)", "create index on others using hash (v)"],
  ["create index on others (v)", "create index on others (v) with (fillfactor = 50)"],
  ["create index on others (v)", "create index on others (v) where id > 0"],
  ["create index i on others (v, id)", "create index i on others (id, v)"],
  ["create index i on others (v) include (id)", "create index i on others (v, id)"],
  ["create index i on others (lower(v))", "create index i on others (upper(v))"],
  ["create index i on others (v)", "create index j on others (v)"],
  ["create view t as select id from others", "create table t (id text)"],
];
for (const [one, other] of pairs) {
  test(`tells apart, both as the catalog has it and in words: ${one} | ${other}`, async () => {
    const [first, second, again] = await made(one, other, one);
    expect(second.digests).not.toEqual(first.digests);
    expect(second.words).not.toEqual(first.words);
    expect(again).toEqual(first);
  });
}

test("what has another number and reads the same differs in its digest, and not in words", async () => {
  const [one, other] = await made(
    "create table t (a int, b int); create index on t (b)",
    "create table t (a int, x int, b int); alter table t drop column x; create index on t (b)",
  );
  expect(other.digests).not.toEqual(one.digests);
  expect(other.words).toEqual(one.words);
});

type Made = { digests: [string, string][]; words: [string, string[]][] };

/** The same tables in schemas of their own, each made anew by one of the texts; what is read of them, without the schema's name. */
async function made<Texts extends string[]>(...texts: Texts): Promise<{ [Text in keyof Texts]: Made }> {
  const schemas = texts.map((_, index) => `probe_${index}`);
  await admin`create table if not exists public.probes (id int primary key)`;
  for (const [index, text] of texts.entries())
    await admin.unsafe(`drop schema if exists probe_${index} cascade; create schema probe_${index};
      set search_path = probe_${index}; ${tables}; ${text}; set search_path = pg_catalog`);
  const digests = await readDigests(admin, schemas);
  const words = await readStructure(admin, schemas);
  return schemas.map((schema) => ({
    digests: digests.filter((row) => row.schema === schema).map(({ table, digest }) => [table, digest]),
    words: [...words]
      .filter(([name]) => name.startsWith(`${schema}.`))
      .map(([name, lines]) => [name.slice(schema.length + 1), lines]),
  })) as { [Text in keyof Texts]: Made };
}
