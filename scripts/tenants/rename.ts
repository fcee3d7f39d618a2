import { changeSlug } from "#db/directory/lifecycle.ts";
import { assertLegalSlug } from "#db/directory/slug.ts";
import { getEntry } from "#db/directory/tenant-report.ts";
import type { Command } from "../operator/command.ts";
import { plural } from "../operator/text.ts";

export const rename: Command = {
  usage: "bun scripts/tenants.ts rename <slug> <new-slug> [--yes] [--json]",
  about: `Changes a tenant's slug, and so its address. Links to the old address break. The old slug stays reserved for the
tenant's own organization for 90 days. The schema keeps its name.`,
  example: "bun scripts/tenants.ts rename acme acme-europe",
  options: { yes: { type: "boolean" } },
  async run({ sql, word, confirm }) {
    const wanted = word("new-slug");
    assertLegalSlug(wanted);
    const { slug, name, members } = await getEntry(sql, word("slug"));
    await confirm(
      slug,
      `The address of ${name} (${plural(members, "member")}) will stop working. The new one is ${wanted}.`,
    );
    const tenant = await changeSlug(sql, slug, wanted);
    return { json: tenant, text: `${slug} is now ${tenant.slug}.` };
  },
};
