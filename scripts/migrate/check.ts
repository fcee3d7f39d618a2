import { assertDatabaseReady } from "#db/migrate/check.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";
import type { Command } from "./command.ts";

export const check: Command = {
  summary:
    "Says whether the database has the version this release needs: the gate for a deploy. Exit code 3 when not.",
  usage: "bun scripts/migrate.ts check",
  options: {},
  examples: ["bun scripts/migrate.ts check && ./roll-out"],
  async run({ ownerUrl, sealSecret }) {
    const sql = connectAsOperator(ownerUrl, "tenantry check");
    try {
      await assertDatabaseReady(sql, sealSecret);
      console.log("The database has the version this release needs.");
      return 0;
    } finally {
      await sql.end({ timeout: 5 });
    }
  },
};
