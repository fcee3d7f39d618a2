import { type InboxEntry, type InboxStatus, inboxStatuses, listEntries } from "#db/jobs/inbox.ts";
import { type Command, UsageError } from "../operator/command.ts";
import { columns } from "../operator/text.ts";
import { deliveries, printable, typeOf } from "./words.ts";

const maxListed = 50;

export const list: Command = {
  usage: "bun scripts/webhooks.ts list [--status STATUS] [--dead] [--json]",
  about: `Lists the latest ${maxListed} deliveries, newest first. STATUS is one of ${inboxStatuses.join(", ")}; --dead is short for --status dead.`,
  example: "bun scripts/webhooks.ts list --dead",
  options: { status: { type: "string" }, dead: { type: "boolean" } },
  async run({ sql, text, flag }) {
    const status = flag("dead") ? "dead" : text("status");
    if (status !== undefined && !isStatus(status)) {
      throw new UsageError(`--status must be one of ${inboxStatuses.join(", ")}, not "${status}".`);
    }
    const entries = await listEntries(sql, { status, limit: maxListed });
    const json = entries.map(({ body, ...entry }) => ({ ...entry, type: typeOf(body) }));
    return { json, text: render(entries) };
  },
};

function isStatus(text: string): text is InboxStatus {
  return inboxStatuses.some((status) => status === text);
}

function render(entries: InboxEntry[]): string {
  if (entries.length === 0) return "No matching deliveries.";
  const rows = entries.map(({ svixId, receivedAt, status, attempts, body, error }) => [
    printable(svixId),
    receivedAt.toISOString().slice(0, 19),
    status,
    String(attempts),
    typeOf(body),
    printable(error?.slice(0, 80) ?? ""),
  ]);
  const head = ["SVIX ID", "RECEIVED (UTC)", "STATUS", "ATTEMPTS", "TYPE", "ERROR"];
  return `${columns([head, ...rows])}\n\n${deliveries(entries.length)}`;
}
