import { assertFleetReady } from "#db/migrate/readiness.ts";
import type { Command } from "../operator/command.ts";

export const check: Command = {
  usage: "bun scripts/migrate.ts check [--json]",
  about: `Checks that the database has the versions this release needs.
Use it to gate a deploy: exit code 3 if not. Web and worker start without this check of the
tenants: one that is behind stops nobody else.`,
  example: "bun scripts/migrate.ts check && ./roll-out",
  onEmptyDatabase: true,
  async run({ sql, sealSecret }) {
    await assertFleetReady(sql, sealSecret);
    return { text: "The database has the versions this release needs.", json: { ready: true } };
  },
};
