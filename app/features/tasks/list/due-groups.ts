export const dueGroups = ["overdue", "today", "week", "later", "none"] as const;
export type DueGroup = (typeof dueGroups)[number];

/** Tasks by urgency, without empty groups. A week is today and the next six days. */
export function groupByDue<Task extends { dueOn: string | null }>(tasks: readonly Task[], today: string) {
  const lastOfWeek = new Date(Date.parse(`${today}T00:00Z`) + 6 * 86_400_000).toISOString().slice(0, 10);
  const nameOf = ({ dueOn }: Task): DueGroup => {
    if (dueOn === null) return "none";
    if (dueOn < today) return "overdue";
    if (dueOn === today) return "today";
    return dueOn <= lastOfWeek ? "week" : "later";
  };
  return dueGroups
    .map((name) => ({ name, tasks: tasks.filter((task) => nameOf(task) === name) }))
    .filter((group) => group.tasks.length > 0);
}

/** The size of a group on this page: "12", "12+" if it continues on the next page, nothing if it began on an earlier one. */
export function countsOf(
  groups: readonly { tasks: readonly unknown[] }[],
  page: { isFirst: boolean; isLast: boolean },
): string[] {
  return groups.map(({ tasks }, place) => {
    if (place === 0 && !page.isFirst) return "";
    const goesOn = place === groups.length - 1 && !page.isLast;
    return `${tasks.length}${goesOn ? "+" : ""}`;
  });
}
