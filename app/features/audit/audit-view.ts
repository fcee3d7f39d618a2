import type { AuditLineView } from "./audit-list.tsx";

type Values = Record<string, unknown> | null;
type Line = Omit<AuditLineView, "at" | "changes"> & { at: Date; before: Values; after: Values };

/** A line as the page shows it: field by field, as it was and as it is. */
export function toAuditView({
  id,
  at,
  actorName,
  action,
  targetName,
  before,
  after,
  requestId,
}: Line): AuditLineView {
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changes = fields.map((field) => {
    return { field, before: shown(before?.[field]), after: shown(after?.[field]) };
  });
  return { id, at: at.toISOString(), actorName, action, targetName, changes, requestId };
}

export function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
