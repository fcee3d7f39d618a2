import { type Kysely, sql } from "kysely";
import type postgres from "postgres";
import { completeOnboarding, listMembers } from "#db/queries/members.ts";
import { archiveProject } from "#db/queries/project-archive.ts";
import { listProjects } from "#db/queries/project-list.ts";
import { createProject } from "#db/queries/projects.ts";
import type { TenantTables } from "#db/types.ts";
import type { Pool } from "./pool.ts";
import {
  inTenant,
  type TenantReader,
  type TenantTransaction,
  type TenantTransactionOptions,
} from "./transaction.ts";

// Nothing here runs: compiling it is the test. `--only types` fails on a line that compiles although a comment expects an
// error: the types no longer prevent that mistake.

declare const reader: TenantReader;
declare const writer: TenantTransaction;
declare const pool: Pool;
declare const client: postgres.Sql;
declare const plain: Kysely<TenantTables>;
declare const likeness: Omit<{ [Part in keyof TenantReader]: TenantReader[Part] }, symbol>;
declare const tenant: { id: string; schema: string };
declare const options: Omit<TenantTransactionOptions, "readOnly">;
declare const decidedAtRunTime: boolean;
const project = { name: "", description: "", color: "blue", ownerId: "" };

export async function queriesTakeWhatInTenantMade() {
  await listProjects(reader);
  await listProjects(writer);
  await createProject(writer, project);
  // @ts-expect-error a pool is not a handle
  await listProjects(pool);
  // @ts-expect-error a postgres client is not a handle
  await listProjects(client);
  // @ts-expect-error a Kysely over the same tables is not a handle to read with
  await listProjects(plain);
  // @ts-expect-error … nor to write with
  await createProject(plain, project);
  // @ts-expect-error an object of the same shape is not a handle: the brand cannot be named
  await listMembers(likeness);
  reader.with("own", (part) => {
    // @ts-expect-error a query builder inside `with` is not one either
    void listMembers(part);
    return part.selectFrom("users").select("id");
  });
}

export async function aReaderWritesNothing() {
  // @ts-expect-error a writer is wanted
  await createProject(reader, project);
  // @ts-expect-error a writer is wanted
  await archiveProject(reader, "", { id: "", mayArchiveOthers: true });
  // @ts-expect-error a writer is wanted
  await completeOnboarding(reader, "", { firstName: "", lastName: "", phone: null });
  // @ts-expect-error no insert
  reader.insertInto("settings");
  // @ts-expect-error no update
  reader.updateTable("settings");
  // @ts-expect-error no delete
  reader.deleteFrom("settings");
  // @ts-expect-error no write inside `with`
  reader.with("gone", (part) => part.deleteFrom("settings").returning("key"));
  // @ts-expect-error no write after `with`
  reader.with("all", (part) => part.selectFrom("settings").select("key")).deleteFrom("settings");
}

export async function readOnlyDecidesWhichHandle() {
  await inTenant(tenant, { ...options, readOnly: true }, listProjects);
  await inTenant(tenant, { ...options, readOnly: false }, (tx) => createProject(tx, project));
  // @ts-expect-error a READ ONLY transaction provides a reader
  await inTenant(tenant, { ...options, readOnly: true }, (tx) => createProject(tx, project));
  // @ts-expect-error a value known only at run time counts as READ ONLY
  await inTenant(tenant, { ...options, readOnly: decidedAtRunTime }, (tx) => createProject(tx, project));
}

export function aHandleHasNoWayRound() {
  // @ts-expect-error no MERGE
  writer.mergeInto("settings");
  // @ts-expect-error … nor after `with`
  writer.with("all", (part) => part.selectFrom("settings").select("key")).mergeInto("settings");
  // @ts-expect-error … nor inside
  writer.with("all", (part) => part.mergeInto("settings"));
  // @ts-expect-error no transaction inside a transaction
  writer.transaction();
  // @ts-expect-error … nor a transaction ended by hand
  writer.startTransaction();
  // @ts-expect-error no connection
  writer.connection();
  // @ts-expect-error no end before the callback's
  writer.destroy();
  // @ts-expect-error no DDL
  writer.schema;
  // @ts-expect-error no other schema
  writer.withSchema("tenant_globex");
  // @ts-expect-error no catalog
  writer.introspection;
  // @ts-expect-error no plugin that rewrites queries
  writer.withPlugin;
  // @ts-expect-error a reader has none of them either
  reader.transaction;
  // @ts-expect-error … no connection
  reader.connection;
  // @ts-expect-error … no other schema
  reader.withSchema;
}

export async function whatBothOffer() {
  for (const tx of [reader, writer]) {
    await sql`select 1`.execute(tx);
    await tx
      .with("newest", (part) => part.selectFrom("projects").select(["id", "owner_id"]))
      .selectFrom("newest")
      .select("newest.owner_id")
      .execute();
    // @ts-expect-error no MERGE, which sees around row-level security
    tx.mergeInto("settings");
    // @ts-expect-error a table that no tenant has
    tx.selectFrom("tenants");
  }
}
