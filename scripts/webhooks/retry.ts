import { NotFound } from "#db/errors.ts";
import { replayDeliveries, retryDeliveries } from "#db/jobs/inbox.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { deliveries } from "./words.ts";

const idempotent = "Applying a delivery again changes nothing.";

export const retry: Command = {
  usage: "bun scripts/webhooks.ts retry <svix-id…> [--json]",
  about: `Queues deliveries for the worker again, whatever their status. ${idempotent}`,
  example: "bun scripts/webhooks.ts retry msg_2abc msg_2abd",
  async run({ sql, words }) {
    const found = await retryDeliveries(sql, words);
    const missing = words.filter((id) => !found.includes(id));
    if (found.length === 0) throw new NotFound(missing.join(", "));
    const unknown = missing.length > 0 ? `\nNot found: ${missing.join(", ")}` : "";
    const text = `Queued ${deliveries(found.length)}.${unknown}`;
    return { json: { retried: found, missing }, text, code: missing.length > 0 ? 1 : 0 };
  },
};

export const replay: Command = {
  usage: "bun scripts/webhooks.ts replay --since TIME [--json]",
  about: `Queues all deliveries since TIME for the worker again, behind new ones: after a restore, or if some were applied wrongly.
TIME is an ISO 8601 date or time, in UTC unless it has an offset. ${idempotent}`,
  example: "bun scripts/webhooks.ts replay --since 2026-11-01T08:00Z",
  options: { since: { type: "string" } },
  async run({ sql, text }) {
    const since = readTime(text("since"));
    const count = await replayDeliveries(sql, since);
    return { json: { since, count }, text: `Queued ${deliveries(count)} since ${since.toISOString()}.` };
  },
};

function readTime(text: string | undefined): Date {
  if (text === undefined) throw new UsageError("--since is missing, for example --since 2026-11-01.");
  const [matched, time, zone] = iso.exec(text) ?? [];
  const moment = new Date(time && !zone ? `${text}Z` : text);
  if (!matched || Number.isNaN(moment.getTime())) {
    throw new UsageError(`--since must be a time such as 2026-11-01 or 2026-11-01T08:00Z, not "${text}".`);
  }
  if (moment.getTime() > Date.now()) throw new UsageError(`--since must be in the past, not "${text}".`);
  return moment;
}

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;
