import type postgres from "postgres";
import { isDomainError } from "#db/errors.ts";
import { getEntry } from "#db/fleet-report.ts";
import { deleteTenant, graceDays, listDue, purgeTenant, restoreTenant } from "#db/lifecycle.ts";
import { type Answer, type Command, UsageError } from "../operator/command.ts";
import { plural } from "../operator/text.ts";

export const deleteOne: Command = {
  usage: "bun scripts/tenants.ts delete <slug> [--yes] [--json]",
  about: `Closes a tenant, and starts its grace period of ${graceDays} days. Its rows stay until it is purged. Its organization
stays in Clerk: delete it there when the tenant was purged.`,
  example: "bun scripts/tenants.ts delete acme",
  options: { yes: { type: "boolean" } },
  async run({ sql, word, confirm }) {
    const { slug, name, members } = await getEntry(sql, word("slug"));
    await confirm(
      slug,
      `${name} would close for its ${plural(members, "member")}, and could be purged in ${graceDays} days.`,
    );
    await deleteTenant(sql, slug);
    const entry = await getEntry(sql, slug);
    return {
      json: entry,
      text: `${slug} is deleting, and can be restored until ${entry.purgeableAt?.toISOString()}.`,
    };
  },
};

export const restore: Command = {
  usage: "bun scripts/tenants.ts restore <slug> [--json]",
  about: `Takes a deletion back, within the grace period. A tenant that was suspended is suspended again. When its organization
was deleted in Clerk, make one there and \`link\` it first.`,
  example: "bun scripts/tenants.ts restore acme",
  async run({ sql, word }) {
    const tenant = await restoreTenant(sql, word("slug"));
    return { json: tenant, text: `${tenant.slug} is ${tenant.status}.` };
  },
};

export const purge: Command = {
  usage: "bun scripts/tenants.ts purge [slug] [--due] [--yes] [--json]",
  about: `Removes a tenant for good, after its grace period: schema, entry, memberships. With --due all whose grace period is over,
one by one; one that fails is named, and the others go on.`,
  example: "bun scripts/tenants.ts purge --due --yes",
  options: { due: { type: "boolean" }, yes: { type: "boolean" } },
  async run({ sql, word, flag, confirm }) {
    const slug = word("slug");
    if ((slug !== "") === flag("due")) throw new UsageError("Either a slug or --due");
    if (flag("due")) return await purgeDue(sql, confirm);
    const { name, schema } = await getEntry(sql, slug);
    await confirm(slug, `${name} and all rows of ${schema} would be gone for good.`);
    const tenant = await purgeTenant(sql, slug);
    return { json: tenant, text: `${slug} is gone.` };
  },
};

async function purgeDue(
  sql: postgres.Sql,
  confirm: (word: string, warning: string) => Promise<void>,
): Promise<Answer> {
  const due = await listDue(sql);
  if (due.length > 0) {
    const list = due.length > 20 ? `${due.slice(0, 20).join(", ")} …` : due.join(", ");
    await confirm(`purge ${due.length}`, `${plural(due.length, "tenant")} would be gone for good: ${list}.`);
  }
  const purged: string[] = [];
  const failed: { slug: string; error: string }[] = [];
  for (const slug of due) {
    try {
      await purgeTenant(sql, slug);
      purged.push(slug);
    } catch (error) {
      if (!isDomainError(error)) throw error;
      failed.push({ slug, error: error.message });
    }
  }
  const lines = [
    `${purged.length} purged, ${failed.length} failed`,
    ...failed.map(({ slug, error }) => `  ${slug}: ${error}`),
  ];
  return { json: { purged, failed }, text: lines.join("\n"), code: failed.length > 0 ? 1 : 0 };
}
