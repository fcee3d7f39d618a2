import { listNotices, markSeen, type Notice } from "#db/directory/notices.ts";
import type { Command } from "../operator/command.ts";
import { columns, day } from "../operator/text.ts";

export const notices: Command = {
  usage: "bun scripts/tenants.ts notices [--seen] [--all] [--json]",
  about: `Lists what an operator has to decide: a refused takeover, a slug change in Clerk that could not be applied, an
unknown role, a workspace without an owner. --seen marks them as seen, so that they are not listed again; --all lists those as well.`,
  example: "bun scripts/tenants.ts notices --seen",
  options: { seen: { type: "boolean" }, all: { type: "boolean" } },
  async run({ sql, flag }) {
    const found = await listNotices(sql, { seen: flag("all") });
    const unseen = found.filter(({ seenAt }) => seenAt === null);
    if (flag("seen"))
      await markSeen(
        sql,
        unseen.map(({ id }) => id),
      );
    return { json: found, text: render(found) };
  },
};

function render(found: Notice[]): string {
  if (found.length === 0) return "No new notices.";
  return columns(
    found.map(({ at, kind, slug, clerkOrgId, message }) => [day(at), kind, slug ?? clerkOrgId, message]),
  );
}
