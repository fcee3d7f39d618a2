import { resumeTenant, suspendTenant } from "#db/directory/lifecycle.ts";
import { type Command, UsageError } from "../operator/command.ts";

export const suspend: Command = {
  usage: "bun scripts/tenants.ts suspend <slug> [--reason TEXT] [--json]",
  about: "Suspends a tenant: its members only see that it is suspended. The reason is for operators.",
  example: 'bun scripts/tenants.ts suspend acme --reason "invoice 1042 is overdue"',
  options: { reason: { type: "string" } },
  async run({ sql, word, text }) {
    const reason = text("reason");
    if (reason && reason.length > 500) throw new UsageError("--reason is longer than 500 characters.");
    const tenant = await suspendTenant(sql, word("slug"), reason);
    return { json: tenant, text: `${tenant.slug} is suspended.` };
  },
};

export const resume: Command = {
  usage: "bun scripts/tenants.ts resume <slug> [--json]",
  about: "Reopens a suspended tenant to its members.",
  example: "bun scripts/tenants.ts resume acme",
  async run({ sql, word }) {
    const tenant = await resumeTenant(sql, word("slug"));
    return { json: tenant, text: `${tenant.slug} is active.` };
  },
};
