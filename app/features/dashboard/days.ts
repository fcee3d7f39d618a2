const dayMs = 86_400_000;

/** @param day `2026-11-23` */
export function addDays(day: string, days: number): string {
  return new Date(Date.parse(`${day}T00:00Z`) + days * dayMs).toISOString().slice(0, 10);
}

/** This many days in order, ending with the given one. */
export function listDays(last: string, many: number): string[] {
  return Array.from({ length: many }, (_, index) => addDays(last, index - many + 1));
}

/** Tasks by urgency, without empty groups. All are overdue or due within the week. */
export function groupDue<Task extends { dueOn: string }>(tasks: readonly Task[], today: string) {
  const nameOf = ({ dueOn }: Task) => (dueOn < today ? "overdue" : dueOn === today ? "today" : "week");
  return (["overdue", "today", "week"] as const)
    .map((name) => ({ name, tasks: tasks.filter((task) => nameOf(task) === name) }))
    .filter((group) => group.tasks.length > 0);
}
