import type { AuditLineView } from "./audit-list.tsx";

type Values = Record<string, unknown> | null;
type Line = Omit<AuditLineView, "at" | "changes"> & { at: Date; before: Values; after: Values };

/** A line as the page shows it: field by field, as it was and as it is; people by their names, where they have some. */
export function toAuditView(line: Line, names: ReadonlyMap<string, string>): AuditLineView {
  const { id, at, actorName, action, targetName, before, after, requestId } = line;
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changes = fields.map((field) => {
    const nameOf = (id: string) => (isPerson(field) ? (names.get(id) ?? id) : id);
    return { field, before: nameOf(shown(before?.[field])), after: nameOf(shown(after?.[field])) };
  });
  return { id, at: at.toISOString(), actorName, action, targetName, changes, requestId };
}

/** The ids of all people that lines name in their changes. */
export function listPeople(lines: readonly Pick<Line, "before" | "after">[]): string[] {
  const changes = lines.flatMap(({ before, after }) => [before, after]);
  const ids = changes.flatMap((values) =>
    Object.entries(values ?? {}).flatMap(([field, value]) => (isPerson(field) ? [shown(value)] : [])),
  );
  return [...new Set(ids)].filter(Boolean);
}

function isPerson(field: string): boolean {
  return field === "assigneeId" || field === "ownerId";
}

export function shown(value: unknown): string {
  if (value === null || value === undefined) return "";
  return typeof value === "string" ? value : JSON.stringify(value);
}
