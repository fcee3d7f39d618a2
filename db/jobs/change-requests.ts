import { createHmac, timingSafeEqual } from "node:crypto";
import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { listSealSecrets } from "#db/tenant/guard.ts";
import type { Pool } from "#db/tenant/pool.ts";

/** Changes that only an owner may ask for. `slug` changes the workspace's address, which is its value. */
export type WorkspaceChangeKind = "delete" | "restore" | "slug";

/** Changes about members. The value is a MemberChange as JSON. */
export type MemberChangeKind = "invite" | "revoke-invitation" | "change-role" | "remove-member" | "leave";

export type ChangeKind = WorkspaceChangeKind | MemberChangeKind;

export type WantedChange = {
  tenantId: string;
  /** The Clerk user id of the person who asks. */
  requestedBy: string;
  kind: ChangeKind;
  value?: string;
};

export type ChangeRequest = Required<Omit<WantedChange, "value">> & {
  id: string;
  value: string | null;
  at: Date;
  signature: string;
  status: ChangeOutcome["status"];
};

/** A request as it was stored. `isExpired`: it is about to end unfinished, or its time is not that of any of our clocks. */
export type StoredRequest = ChangeRequest & { isExpired: boolean };

/** `error` is a code: of a DomainError, or a RefusalCode of app/identity-sync/refusal.ts. */
export type ChangeOutcome = { status: "waiting" | "done" | "refused"; error: string | null };

/** A request and its outcome. */
export type OwnChange = ChangeOutcome & { id: string; kind: ChangeKind; value: string | null };

/**
 * Asks the worker for a change that the web process has no right to make. The caller checks the person's permission, and
 * the worker asks Clerk again. The request is signed with a secret that no SQL reaches, so that injected SQL cannot ask for
 * anything in an owner's name.
 * @param web a pool of tenantry_web.
 * @returns the request's id, for `findChange`. @throws DomainError "overloaded" if 30 requests of the tenant or 1,000 in
 * all are waiting.
 */
export async function askForChange(web: Pool, sealSecret: string, wanted: WantedChange): Promise<string> {
  const [id = ""] = await askForChanges(web, sealSecret, [wanted]);
  return id;
}

/** Several requests, all or none. @returns their ids, in order. @throws as `askForChange`. */
export async function askForChanges(
  web: Pool,
  sealSecret: string,
  wanted: readonly WantedChange[],
): Promise<string[]> {
  const rows = wanted.map(({ value = null, ...change }) => {
    const request = { ...change, id: Bun.randomUUIDv7(), value, at: new Date() };
    return { ...request, signature: signaturesOf(sealSecret, request)[0] };
  });
  await web
    .use(
      (client) => client`
        select app.ask_for_change(id, "tenantId", "requestedBy", kind, value, at, signature)
        from json_to_recordset(${JSON.stringify(rows)}::text::json) as wanted (id uuid, "tenantId" uuid,
          "requestedBy" text, kind text, value text, at timestamptz, signature text)`,
    )
    .catch((error: { code?: string }) => {
      if (error.code === "TN004") throw new TooManyRequests();
      throw error;
    });
  return rows.map(({ id }) => id);
}

class TooManyRequests extends DomainError {
  constructor() {
    super("overloaded", "Too many changes are waiting for the worker. Is it running? Try again in a moment.");
  }
}

/** The outcome of a request, or undefined if there is none. */
export async function findChange(web: Pool, id: string): Promise<ChangeOutcome | undefined> {
  return await web.use(async (client) => {
    const [outcome] = await client<ChangeOutcome[]>`select status, error from app.find_change(${id})`;
    return outcome && { ...outcome };
  });
}

/** Those of the requests that this person made in this tenant, oldest first. */
export async function listOwnChanges(
  web: Pool,
  ids: readonly string[],
  { tenantId, requestedBy }: Pick<WantedChange, "tenantId" | "requestedBy">,
): Promise<OwnChange[]> {
  return await web.use(async (client) => {
    const rows = await client<OwnChange[]>`
      select id, kind, value, status, error
      from app.list_own_changes(${`{${ids.join(",")}}`}::text::uuid[], ${tenantId}, ${requestedBy})`;
    return rows.map((row) => ({ ...row }));
  });
}

/** How many requests of this kind the tenant made in the last hour, without refused and expired ones. */
export async function countRequests(sql: postgres.ISql, tenantId: string, kind: ChangeKind): Promise<number> {
  await expireRequests(sql);
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from public.change_requests
    where tenant_id = ${tenantId} and stored_at >= now() - interval '1 hour' and kind = ${kind} and status <> 'refused'`;
  return row?.count ?? 0;
}

/** Deletes requests that were finished 30 days ago. @returns how many. */
export async function pruneRequests(sql: postgres.ISql): Promise<number> {
  await expireRequests(sql);
  const { count } = await sql`
    delete from public.change_requests where finished_at < now() - interval '30 days'`;
  return count;
}

async function expireRequests(sql: postgres.ISql): Promise<void> {
  await sql`select app.expire_changes()`;
}

/**
 * The stored request, for the worker. With `lock`, its row is locked. It expires a minute early here: a change that has begun
 * must not end after its author was told that it would not.
 */
export async function findRequest(
  sql: postgres.ISql,
  id: string,
  { lock = false } = {},
): Promise<StoredRequest | undefined> {
  const [row] = await sql<StoredRequest[]>`
    select id, tenant_id as "tenantId", requested_by as "requestedBy", kind, value, at, signature, status,
      stored_at < now() - interval '14 minutes' or at not between stored_at - interval '1 day' and stored_at + interval '1 day'
        as "isExpired"
    from public.change_requests where id = ${id} ${lock ? sql`for update` : sql``}`;
  return row && { ...row };
}

/** Stores the outcome. */
export async function finishRequest(sql: postgres.ISql, id: string, error?: string): Promise<void> {
  await sql`
    update public.change_requests
    set status = ${error ? "refused" : "done"}, error = ${error ?? null}, finished_at = now()
    where id = ${id} and status = 'waiting'`;
}

/**
 * Deletes forged requests except the latest 100: injected SQL in the web process's role could fill the disk with them.
 */
export async function forgetForged(sql: postgres.Sql): Promise<void> {
  await sql`
    delete from public.change_requests where id in (
      select id from public.change_requests where error = 'forged' order by finished_at desc offset ${maxForged})`;
}

const maxForged = 100;

/** Whether the request was signed with one of the secrets. */
export function isSigned(sealSecret: string, request: ChangeRequest): boolean {
  const given = Buffer.from(request.signature);
  return signaturesOf(sealSecret, request).some((signature) => {
    const expected = Buffer.from(signature);
    return given.length === expected.length && timingSafeEqual(given, expected);
  });
}

type Signed = Pick<ChangeRequest, "id" | "tenantId" | "requestedBy" | "kind" | "value" | "at">;

function signaturesOf(sealSecret: string, { id, tenantId, requestedBy, kind, value, at }: Signed): string[] {
  const text = JSON.stringify(["change-request", id, tenantId, requestedBy, kind, value, at.toISOString()]);
  return listSealSecrets(sealSecret).map((secret) => createHmac("sha256", secret).update(text).digest("hex"));
}
