import { CalendarDays } from "lucide-react";
import { useFormatter, useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";

type Props = { dueOn: string; today: string; isDone: boolean; className?: string };

/** A due date, relative when it is near. Overdue is said in words, not by colour alone. */
export function DueDate({ dueOn, today, isDone, className }: Props) {
  const t = useTranslations("tasks.day");
  const day = useDay();
  const isLate = !isDone && dueOn < today;
  return (
    <time
      dateTime={dueOn}
      className={cn(
        "inline-flex items-center gap-1.5 whitespace-nowrap text-xs tabular-nums",
        isLate ? "font-medium text-danger" : "text-muted-foreground",
        !isDone && dueOn === today && "font-medium text-accent",
        className,
      )}
    >
      <CalendarDays aria-hidden className="size-3.5 shrink-0" />
      {isLate && <span className="sr-only">{t("late")} </span>}
      {dueOn === today ? t("today") : day(dueOn, today)}
    </time>
  );
}

/** `28 Nov`, with the year if it is not the current one. */
export function useDay(): (day: string, today: string) => string {
  const format = useFormatter();
  return (day, today) =>
    format.dateTime(new Date(`${day}T00:00Z`), {
      day: "numeric",
      month: "short",
      ...(day.slice(0, 4) !== today.slice(0, 4) && { year: "numeric" }),
      timeZone: "UTC",
    });
}
