import { afterAll, beforeAll, expect, test } from "bun:test";
import { provisionTenant } from "#db/directory/provision.ts";
import { deactivateMember, mirrorMembers } from "#db/mirror/mirror.ts";
import type { Tenant } from "#db/tenant/tenant.ts";
import { inTenant, type TenantReader } from "#db/tenant/transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "../testing/database.ts";
import { person } from "../testing/people.ts";
import { listActors } from "./audit-trail.ts";
import {
  countPeople,
  listMembersAfter,
  listNames,
  type MemberFilter,
  type MemberPlace,
} from "./member-list.ts";
import { listMembers } from "./members.ts";

let db: TestDatabase;

beforeAll(async () => {
  db = await createTestDatabase();
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  await mirrorMembers(operator, db.acme, [
    person("ann", { firstName: "Ann", lastName: "Lee", role: "owner" }),
    person("bob", { firstName: "bob", lastName: "Lee", role: "viewer" }),
    person("bea", { firstName: "Bea", lastName: "100%_Real" }),
    person("eve", { firstName: "", lastName: "", email: "Amy@example.com" }),
    person("twin1", { firstName: "Kim", lastName: "Ng" }),
    person("twin2", { firstName: "Kim", lastName: "Ng" }),
    person("gone", { firstName: "Gone", lastName: "Lee", role: "owner" }),
  ]);
  await deactivateMember(operator, db.acme, "gone", new Date());
  await mirrorMembers(operator, db.globex, [person("globe", { firstName: "Globe", lastName: "Lee" })]);
});
afterAll(() => db.close());

test("members are sorted by name, ignoring case, or by email if they have none", async () => {
  expect(await idsOf({})).toEqual(["eve", "ann", "bea", "bob", "twin1", "twin2"]);
});

test("pages have no gaps, even between members of the same name", async () => {
  const seen: string[] = [];
  let after: MemberPlace | undefined;
  for (let page = 0; page < 4; page++) {
    const rows = await read(db.acme, (tx) => listMembersAfter(tx, {}, { after, limit: 2 }));
    seen.push(...rows.map(({ id }) => id));
    after = rows.at(-1) ?? after;
  }
  expect(seen).toEqual(["eve", "ann", "bea", "bob", "twin1", "twin2"]);
});

test("a search matches anywhere in name and email, literally, and combines with a role", async () => {
  expect(await idsOf({ words: "LEE" })).toEqual(["ann", "bob"]);
  expect(await idsOf({ words: "n l" })).toEqual(["ann"]);
  expect(await idsOf({ words: "amy@" })).toEqual(["eve"]);
  expect(await idsOf({ words: "%" })).toEqual(["bea"]);
  expect(await idsOf({ words: "_" })).toEqual(["bea"]);
  expect(await idsOf({ words: "' or true --" })).toEqual([]);
  expect(await idsOf({ words: "lee", role: "viewer" })).toEqual(["bob"]);
  expect(await idsOf({ role: "owner" })).toEqual(["ann"]);
});

test("names beyond ASCII are found and sorted as people expect", async () => {
  const operator = { sql: db.owner, sealSecret: testSealSecret };
  const organization = { clerkOrgId: "org_words", name: "Words", slug: "words" };
  const tenant = await provisionTenant(db.owner, testSealSecret, organization);
  const named = (id: string, firstName: string) => person(id, { firstName, lastName: "" });
  await mirrorMembers(operator, tenant, [
    ...[named("zoe", "Zoe"), named("angel", "Ángel"), named("anna", "anna"), named("nu", "Ñu")],
    ...[named("oz", "oz"), named("nora", "Nora")],
  ]);
  const inOrder = ["angel", "anna", "nora", "nu", "oz", "zoe"];
  const seen: string[] = [];
  for (let after: MemberPlace | undefined; ; ) {
    const [row] = await read(tenant, (tx) => listMembersAfter(tx, {}, { after, limit: 1 }));
    if (!row) break;
    seen.push(row.id);
    after = row;
  }
  expect(seen).toEqual(inOrder);
  const found = (words: string) =>
    read(tenant, (tx) => listMembersAfter(tx, { words }, { after: undefined, limit: 9 }));
  expect((await found("ángel")).map(({ id }) => id)).toEqual(["angel"]);
  expect((await found("ÑU")).map(({ id }) => id)).toEqual(["nu"]);
  expect((await read(tenant, listMembers)).map(({ id }) => id)).toEqual(inOrder);
  expect((await read(tenant, listActors)).map(({ id }) => id)).toEqual(inOrder);
});

test("former members are not counted, but still have a name", async () => {
  expect(await read(db.acme, countPeople)).toEqual({ members: 6, owners: 1 });
  const names = await read(db.acme, (tx) => listNames(tx, ["gone", "eve", "globe", "nobody"]));
  expect([...names]).toEqual(
    expect.arrayContaining([
      ["gone", "Gone Lee"],
      ["eve", "Amy@example.com"],
    ]),
  );
  expect(names.size).toBe(2);
});

test("no list shows another workspace's members", async () => {
  const rows = await read(db.globex, (tx) => listMembersAfter(tx, {}, { after: undefined, limit: 100 }));
  expect(rows.map(({ id }) => id)).toEqual(["globe"]);
});

async function idsOf(filter: MemberFilter): Promise<string[]> {
  const rows = await read(db.acme, (tx) => listMembersAfter(tx, filter, { after: undefined, limit: 100 }));
  return rows.map(({ id }) => id);
}

function read<T>(tenant: Tenant, fn: (tx: TenantReader) => Promise<T>): Promise<T> {
  const options = { pool: db.appPool, sealSecret: testSealSecret, label: "test", readOnly: true };
  return inTenant(tenant, options, fn);
}
