import { listNotices, markSeen, type Notice } from "#db/directory/notices.ts";
import type { Command } from "../operator/command.ts";
import { columns, day } from "../operator/text.ts";

export const notices: Command = {
  usage: "bun scripts/tenants.ts notices [--seen] [--all] [--json]",
  about: `Lists what an operator has to know and no machine decides: a takeover that was refused, a slug that could not follow
Clerk, a role that is none of ours, a workspace without an owner. With --seen they are not shown again; --all shows those, too.`,
  example: "bun scripts/tenants.ts notices --seen",
  options: { seen: { type: "boolean" }, all: { type: "boolean" } },
  async run({ sql, flag }) {
    const found = await listNotices(sql, { seen: flag("all") });
    const news = found.filter(({ seenAt }) => seenAt === null);
    if (flag("seen"))
      await markSeen(
        sql,
        news.map(({ id }) => id),
      );
    return { json: found, text: render(found) };
  },
};

function render(found: Notice[]): string {
  if (found.length === 0) return "Nothing new.";
  return columns(
    found.map(({ at, kind, slug, clerkOrgId, message }) => [day(at), kind, slug ?? clerkOrgId, message]),
  );
}
