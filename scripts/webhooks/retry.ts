import { NotFound } from "#db/errors.ts";
import { replayDeliveries, retryDeliveries } from "#db/jobs/inbox.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { deliveries } from "./words.ts";

const again = "Applying a delivery twice changes nothing, whatever became of it before.";

export const retry: Command = {
  usage: "bun scripts/webhooks.ts retry <svix-id…> [--json]",
  about: `Has the worker apply deliveries once more, dead ones or any. ${again}`,
  example: "bun scripts/webhooks.ts retry msg_2abc msg_2abd",
  async run({ sql, words }) {
    const found = await retryDeliveries(sql, words);
    const missing = words.filter((id) => !found.includes(id));
    if (found.length === 0) throw new NotFound(missing.join(", "));
    const unknown = missing.length > 0 ? `\nNot found: ${missing.join(", ")}` : "";
    const text = `Once more for the worker: ${deliveries(found.length)}.${unknown}`;
    return { json: { retried: found, missing }, text, code: missing.length > 0 ? 1 : 0 };
  },
};

export const replay: Command = {
  usage: "bun scripts/webhooks.ts replay --since TIME [--json]",
  about: `Has the worker apply all deliveries since then once more, behind what comes in meanwhile: after a restore, or when
something was applied wrongly. TIME is a day or a moment as ISO 8601 writes it, in UTC unless it says otherwise. ${again}`,
  example: "bun scripts/webhooks.ts replay --since 2026-11-01T08:00Z",
  options: { since: { type: "string" } },
  async run({ sql, text }) {
    const since = readTime(text("since"));
    const count = await replayDeliveries(sql, since);
    const said = `Once more for the worker, since ${since.toISOString()}: ${deliveries(count)}.`;
    return { json: { since, count }, text: said };
  },
};

function readTime(text: string | undefined): Date {
  if (text === undefined) throw new UsageError("--since is missing, for example --since 2026-11-01");
  const [form, time, zone] = iso.exec(text) ?? [];
  const moment = new Date(time && !zone ? `${text}Z` : text);
  if (!form || Number.isNaN(moment.getTime())) {
    throw new UsageError(
      `--since is "${text}", which is no time, for example 2026-11-01 or 2026-11-01T08:00Z`,
    );
  }
  if (moment.getTime() > Date.now()) throw new UsageError(`--since is "${text}", which is still to come`);
  return moment;
}

const iso = /^\d{4}-\d\d-\d\d(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(Z|[+-]\d\d:\d\d)?)?$/;
