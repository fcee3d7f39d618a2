/**
 * A three-way merge of a form that several people may have open. A field that the member did not change keeps someone
 * else's value; a field that both changed is a conflict and is named. Without `was` the form's value wins.
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
