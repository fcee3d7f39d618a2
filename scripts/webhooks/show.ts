import { NotFound } from "#db/errors.ts";
import { findEntry, type InboxEntry } from "#db/jobs/inbox.ts";
import type { Command } from "../operator/command.ts";
import { columns } from "../operator/text.ts";
import { printable, typeOf } from "./words.ts";

export const show: Command = {
  usage: "bun scripts/webhooks.ts show <svix-id> [--json]",
  about: "Shows one delivery, its outcome and its body. The body contains personal data.",
  example: "bun scripts/webhooks.ts show msg_2abc",
  async run({ sql, word }) {
    const entry = await findEntry(sql, word("svix-id"));
    if (!entry) throw new NotFound(`The delivery ${word("svix-id")}`);
    return { json: { ...entry, type: typeOf(entry.body) }, text: render(entry) };
  },
};

function render(entry: InboxEntry): string {
  const rows = [
    ["Svix id", printable(entry.svixId)],
    ["Type", typeOf(entry.body)],
    ["Received", entry.receivedAt.toISOString()],
    ["Status", entry.finishedAt ? `${entry.status} since ${entry.finishedAt.toISOString()}` : entry.status],
    ["Attempts", String(entry.attempts)],
    ["Queue", printable(entry.queue ?? "none")],
    ...(entry.error ? [["Error", printable(entry.error)]] : []),
  ];
  return `${columns(rows)}\n\n${indented(entry.body)}`;
}

function indented(body: string): string {
  try {
    return JSON.stringify(JSON.parse(body), null, 2).split("\n").map(printable).join("\n");
  } catch {
    return printable(body);
  }
}
