import { Check, LoaderCircle } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";

type State = "done" | "active" | "waiting";

const marks: Record<State, { className: string; icon?: React.ReactNode }> = {
  done: {
    className: "bg-accent text-accent-foreground",
    icon: <Check aria-hidden className="size-3.5" strokeWidth={3} />,
  },
  active: {
    className: "text-accent",
    icon: <LoaderCircle aria-hidden className="size-6 animate-spin motion-reduce:animate-none" />,
  },
  waiting: { className: "border" },
};

export function Step({ state, title }: { state: State; title: string }) {
  const t = useTranslations("onboarding.state");
  const { className, icon } = marks[state];
  return (
    <li className="flex items-center gap-3">
      <span className={cn("grid size-6 shrink-0 place-items-center rounded-full", className)}>{icon}</span>
      <span
        className={cn(
          "text-sm",
          state === "active" && "font-medium",
          state === "waiting" && "text-muted-foreground",
        )}
      >
        {title}
        <span className="sr-only">, {t(state)}</span>
      </span>
    </li>
  );
}
