import { describeError } from "#app/features/errors/describe-error.ts";

type Page = { data?: { workspace: string }; error?: unknown };

/** `Projects · Acme · Tenantry`. Where the page failed, its title says what happened. */
export function pageTitle(name: string, { data, error }: Page) {
  const parts = [error ? describeError(error).title : name, data?.workspace, "Tenantry"];
  return [{ title: parts.filter(Boolean).join(" · ") }];
}
