import { useState } from "react";

/** Which of the visible, selectable rows are selected. */
export function useSelection(selectable: readonly string[]) {
  const [chosen, setChosen] = useState<ReadonlySet<string>>(new Set());
  // Rows that are no longer visible are not selected.
  const selected = selectable.filter((id) => chosen.has(id));
  return {
    selected,
    isSelected: (id: string) => chosen.has(id),
    isAll: selected.length > 0 && selected.length === selectable.length,
    select(id: string, isSelected: boolean) {
      const next = new Set(chosen);
      if (isSelected) next.add(id);
      else next.delete(id);
      setChosen(next);
    },
    selectEvery: () => setChosen(new Set(selectable)),
    clear: () => setChosen(new Set()),
  };
}
