import type { AuditLineView } from "./audit-list.tsx";

type Values = Record<string, unknown> | null;
type Line = Omit<AuditLineView, "at" | "changes" | "isSelf"> & {
  at: Date;
  actorId: string | null;
  targetId: string;
  before: Values;
  after: Values;
};

/** An entry as the page shows it: each changed field before and after, with names in place of ids. */
export function toAuditView(line: Line, names: ReadonlyMap<string, string>): AuditLineView {
  const { id, at, actorId, actorName, action, targetId, targetName, before, after, requestId } = line;
  const fields = [...new Set([...Object.keys(before ?? {}), ...Object.keys(after ?? {})])];
  const changes = fields.map((field) => {
    const nameOf = (id: string) => (isPerson(field) ? (names.get(id) ?? id) : id);
    return { field, before: nameOf(shown(before?.[field])), after: nameOf(shown(after?.[field])) };
  });
  const isSelf = actorId === targetId;
  return { id, at: at.toISOString(), actorName, action, targetName, isSelf, changes, requestId };
}

/** The ids of all people named in the changes. */
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
