import { afterAll, beforeAll, expect, test } from "bun:test";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { signed } from "#app/testing/deliveries.ts";
import { clerkJson } from "#app/testing/visitors.ts";
import { listNotices } from "#db/directory/notices.ts";
import { findByOrganization } from "#db/directory/tenant-rows.ts";
import { inTenantAsOwner } from "#db/tenant/owner-transaction.ts";
import { createTestDatabase, type TestDatabase, testSealSecret } from "#db/testing/database.ts";
import { LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { applyDelivery } from "./apply-event.ts";
import { reconcile } from "./reconcile.ts";
import type { SyncContext } from "./sync-context.ts";
import { syncOrganization } from "./sync-organization.ts";

type Person = { user_id: string; identifier?: string | null; first_name?: string; last_name?: string };

let name = "Initech\0 \ud83d";
let people: Person[] = [];
const clerk = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch(request) {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/v1/instance") return clerkJson({ object: "instance", id: "ins_odd" });
    const wanted = searchParams.get("user_id");
    const found = people.filter(({ user_id }) => wanted === null || wanted === user_id);
    const data = pathname === "/v1/organizations" ? [organization()] : found.map(toMembership);
    return clerkJson({ data, total_count: data.length });
  },
});
let db: TestDatabase;
let context: SyncContext;
beforeAll(async () => {
  db = await createTestDatabase();
  await db.owner`delete from public.tenants`;
  context = {
    sql: db.owner,
    sealSecret: testSealSecret,
    clerk: new ClerkApi({ secretKey: "sk_live_test", apiUrl: `http://127.0.0.1:${clerk.port}` }),
    webhookSecrets: [LOCAL_WEBHOOK_SECRET],
  };
});
afterAll(async () => {
  await clerk.stop(true);
  await db.close();
});

const odd: Person[] = [
  { user_id: "user_null", identifier: "null@x.test", first_name: "Nu\0ll", last_name: "\0" },
  { user_id: "user_half", identifier: "half@x.test", first_name: "Ha\ud83dlf", last_name: "\udc00" },
  { user_id: "user_none", identifier: null },
  { user_id: "user_phone", identifier: "+4915112345678" },
];
const stored = [
  ["user_ann", "ann@x.test", "Ann", ""],
  ["user_half", "half@x.test", "Ha\ufffdlf", "\ufffd"],
  ["user_none", "user_none", "", ""],
  ["user_null", "null@x.test", "Null", ""],
  ["user_phone", "+4915112345678", "", ""],
];

test("records that cannot be stored are cleaned when a workspace is created, and everyone is admitted", async () => {
  people = [...odd, { user_id: "user_ann", identifier: "ann@x.test", first_name: "Ann" }];
  await syncOrganization(context, "org_1");
  expect((await findByOrganization(db.owner, "org_1"))?.name).toBe("Initech \ufffd");
  expect(await listUsers()).toEqual(stored);
});

test("the same when they change later, and the comparison with Clerk finds nothing left to repair", async () => {
  name = `${"x".repeat(255)}\ud83d\ude00`;
  people = people.map((person) => ({ ...person, last_name: `${person.last_name ?? ""}\0!` }));
  await syncOrganization(context, "org_1");
  expect((await listUsers()).map(([, , , lastName]) => lastName)).toEqual(["!", "\ufffd!", "!", "!", "!"]);
  expect(await reconcile(context, { dryRun: true })).toMatchObject({ off: [], failed: [] });
});

test("operators get one notice for each cleaned record", async () => {
  await syncOrganization(context, "org_1");
  const notices = (await listNotices(db.owner)).filter(({ kind }) => kind === "cleaned-record");
  expect(notices.map(({ message }) => /user_\w+/.exec(message)?.[0]).sort()).toEqual([
    ...["user_ann", "user_half", "user_none", "user_null", "user_phone"],
  ]);
});

test("an invitation to an address with a null character is recorded without it", async () => {
  const data = { id: "inv_1", organization_id: "org_1", email_address: "a\0@x.test", role: "org:\0member" };
  expect(await applyDelivery(context, signed({ type: "organizationInvitation.created", data }))).toBe("done");
  const tenant = await findByOrganization(db.owner, "org_1");
  const entries = await inTenantAsOwner(
    context,
    tenant as NonNullable<typeof tenant>,
    "test",
    (tx) => tx`select target_name, after from audit_log where target_id = 'inv_1'`,
  );
  expect([...entries]).toEqual([{ target_name: "a@x.test", after: { role: "org:member" } }]);
});

async function listUsers(): Promise<string[][]> {
  const tenant = await findByOrganization(db.owner, "org_1");
  const rows = await inTenantAsOwner(
    context,
    tenant as NonNullable<typeof tenant>,
    "test",
    (tx) =>
      tx<{ id: string; email: string; first_name: string; last_name: string }[]>`
      select id, email, first_name, last_name from users where is_active order by id`,
  );
  return rows.map((row) => [row.id, row.email, row.first_name, row.last_name]);
}

function organization() {
  const id = "org_1";
  return { object: "organization", id, name, slug: "initech", created_by: "user_ann", updated_at: changes() };
}

function toMembership(person: Person) {
  const of = { object: "organization_membership", id: `orgmem_${person.user_id}`, role: "org:member" };
  const times = { created_at: 1_790_000_000_000, updated_at: changes() };
  return { ...of, ...times, organization: organization(), public_user_data: person };
}

/** Clerk's time of the last change. */
function changes(): number {
  return 1_790_000_000_000 + name.length;
}
