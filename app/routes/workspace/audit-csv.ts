import type { LoaderFunctionArgs } from "@remix-run/node";
import { readChoices } from "#app/features/audit/audit-filter.ts";
import { shown } from "#app/features/audit/audit-view.ts";
import { csvLine } from "#app/features/audit/csv.ts";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { type AuditCursor, type AuditLine, listAuditLines } from "#db/queries/audit-trail.ts";

const batchSize = 1000;
const maxLines = 50_000;

/** The filtered audit log as CSV, at most the newest 50,000 entries. */
export async function loader(args: LoaderFunctionArgs): Promise<Response> {
  const { actor, kind, ...others } = readChoices(new URL(args.request.url).searchParams);
  /** Each batch checks access again, so the file ends if the role is lost. */
  const read = (after: AuditCursor | undefined) =>
    withTenant(args, "audit:read", async ({ tx, tenant, settings: { timeZone } }) => {
      const filter = { actorId: actor, targetType: kind, timeZone, ...others };
      return { slug: tenant.slug, lines: await listAuditLines(tx, filter, { after, limit: batchSize }) };
    });
  const { slug, lines: first } = await read(undefined);
  const day = new Date().toISOString().slice(0, 10);
  return new Response(toStream(write(first, async (after) => (await read(after)).lines)), {
    headers: {
      "Content-Type": "text/csv; charset=utf-8",
      "Content-Disposition": `attachment; filename="${slug}-audit-${day}.csv"`,
    },
  });
}

const columns = [
  "at",
  "actor_id",
  "actor",
  "action",
  "target_type",
  "target_id",
  "target",
  "before",
  "after",
  "request_id",
];

async function* write(first: AuditLine[], read: (after: AuditCursor) => Promise<AuditLine[]>) {
  const encoder = new TextEncoder();
  // The byte order mark tells spreadsheets that this is UTF-8.
  yield encoder.encode(`\ufeff${csvLine(columns)}`);
  let lines = first;
  for (let count = 0; lines.length > 0; ) {
    yield encoder.encode(lines.map(toCsv).join(""));
    count += lines.length;
    const last = lines.at(-1);
    if (!last || lines.length < batchSize || count >= maxLines) return;
    lines = await read(last);
  }
}

/** Backpressure: reads the next batch only when the client has consumed the last. */
function toStream(parts: AsyncGenerator<Uint8Array>): ReadableStream<Uint8Array> {
  return new ReadableStream({
    async pull(controller) {
      const { value, done } = await parts.next();
      if (done) controller.close();
      else controller.enqueue(value);
    },
  });
}

function toCsv(line: AuditLine): string {
  const { at, actorId, actorName, action, targetType, targetId, targetName, before, after, requestId } = line;
  const who = [at.toISOString(), actorId ?? "", actorName, action];
  return csvLine([...who, targetType, targetId, targetName, shown(before), shown(after), requestId ?? ""]);
}
