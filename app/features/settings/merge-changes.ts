/**
 * Of a form that several people may have open: what each field was when it was opened, what it is wanted to be, and what
 * it is by now. A field that was left alone keeps what somebody else gave it meanwhile; one that both changed differs, and
 * is named. Without `was` the form's word counts.
 */
export function mergeChanges<Fields extends Record<string, string>>(
  was: { [Name in keyof Fields]?: string },
  wanted: Fields,
  present: Fields,
): { merged: Fields; conflicts: (keyof Fields)[] } {
  const merged = { ...wanted };
  const conflicts: (keyof Fields)[] = [];
  for (const name of Object.keys(wanted) as (keyof Fields)[]) {
    const before = was[name];
    if (before === undefined || before === present[name] || wanted[name] === present[name]) continue;
    if (wanted[name] === before) merged[name] = present[name];
    else conflicts.push(name);
  }
  return { merged, conflicts };
}
