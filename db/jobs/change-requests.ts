import { createHmac, timingSafeEqual } from "node:crypto";
import type postgres from "postgres";
import { DomainError } from "#db/errors.ts";
import { listSealSecrets } from "#db/tenant/guard.ts";
import type { Pool } from "#db/tenant/pool.ts";

/** `rename` changes the workspace's name, `slug` its address; both take a value. They are an owner's. */
export type WorkspaceChangeKind = "delete" | "restore" | "slug";

/** What is asked for about members. Its value is a MemberWish as text. */
export type MemberChangeKind = "invite" | "revoke-invitation" | "change-role" | "remove-member" | "leave";

export type ChangeKind = WorkspaceChangeKind | MemberChangeKind;

export type WantedChange = {
  tenantId: string;
  /** The Clerk user id of who asks. */
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

/** `error` is a code: of a DomainError, or a RefusalCode of app/identity-sync/refusal.ts. */
export type ChangeOutcome = { status: "waiting" | "done" | "refused"; error: string | null };

/** What somebody asked for, and what became of it. */
export type OwnChange = ChangeOutcome & { id: string; kind: ChangeKind; value: string | null };

/**
 * Asks the worker for a change that the web process has no right to make. The caller has made sure that the person
 * may; the worker asks Clerk once more. The request is signed with a secret that no SQL reaches, so that SQL injected
 * into the web process's role can ask for nothing in an owner's name.
 * @param web a pool of tenantry_web.
 * @returns the request's id, for `findChange`. @throws DomainError "overloaded" when thirty of the tenant
 * wait, or a thousand in all.
 */
export async function askForChange(web: Pool, sealSecret: string, wanted: WantedChange): Promise<string> {
  const [id = ""] = await askForChanges(web, sealSecret, [wanted]);
  return id;
}

/** Several at once: all of them are asked for, or none. @returns their ids, in order. @throws as `askForChange`. */
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

/** The door takes no more: so many wait for the worker, of this tenant or in all. */
class TooManyRequests extends DomainError {
  constructor() {
    super("overloaded", "Too many changes wait for the worker. Is it running? Try again in a moment.");
  }
}

/** What became of a request, or undefined when there is none. */
export async function findChange(web: Pool, id: string): Promise<ChangeOutcome | undefined> {
  return await web.use(async (client) => {
    const [outcome] = await client<ChangeOutcome[]>`select status, error from app.find_change(${id})`;
    return outcome && { ...outcome };
  });
}

/** Those of the requests that this person made in this tenant, in the order in which they were made. */
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

/** How many such requests the tenant made since then, those that were refused left out. */
export async function countRequests(
  sql: postgres.ISql,
  tenantId: string,
  kind: ChangeKind,
  since: Date,
): Promise<number> {
  const [row] = await sql<{ count: number }[]>`
    select count(*)::int as count from public.change_requests
    where tenant_id = ${tenantId} and at >= ${since} and kind = ${kind} and status <> 'refused'`;
  return row?.count ?? 0;
}

/** Forgets what was settled before a day. @returns how many. */
export async function pruneRequests(sql: postgres.ISql, before: Date): Promise<number> {
  const { count } = await sql`delete from public.change_requests where finished_at < ${before}`;
  return count;
}

/** The request as it is stored, for the worker. With `lock`, nobody else carries it out meanwhile. */
export async function findRequest(
  sql: postgres.ISql,
  id: string,
  { lock = false } = {},
): Promise<ChangeRequest | undefined> {
  const [row] = await sql<ChangeRequest[]>`
    select id, tenant_id as "tenantId", requested_by as "requestedBy", kind, value, at, signature, status
    from public.change_requests where id = ${id} ${lock ? sql`for update` : sql``}`;
  return row && { ...row };
}

/** Writes what became of it. */
export async function finishRequest(sql: postgres.ISql, id: string, error?: string): Promise<void> {
  await sql`
    update public.change_requests
    set status = ${error ? "refused" : "done"}, error = ${error ?? null}, finished_at = now()
    where id = ${id} and status = 'waiting'`;
}

/**
 * Forgets requests that nobody signed, but for the latest hundred: whoever has SQL in the web process's role could fill
 * the disk with them.
 */
export async function forgetForged(sql: postgres.Sql): Promise<void> {
  await sql`
    delete from public.change_requests where id in (
      select id from public.change_requests where error = 'forged' order by finished_at desc offset ${keptForged})`;
}

const keptForged = 100;

/** Whether the web process made this request, with one of the secrets. */
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
