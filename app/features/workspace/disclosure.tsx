import { useLocation } from "@remix-run/react";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { cn } from "#app/components/class-names.ts";
import { buttonVariants } from "#app/components/form/button.tsx";

export const disclosureEntry = cn(
  buttonVariants({ variant: "ghost", size: "sm" }),
  "h-9 w-full justify-start gap-3 px-2.5 max-lg:h-11",
);

type Props = {
  /** What the button is for, to those who do not see it. The words of `summary` follow it, so that both are its name. */
  label: string;
  summary: ReactNode;
  opens: "down" | "up";
  /** Of the button and its panel: as wide as the place it stands in, or as its words, with the panel below them. */
  fit?: "place" | "words";
  onOpen?: () => void;
  /** What came of the forms in it. It closes when there is a new one, which would be told behind it. */
  answers?: readonly unknown[];
  children: ReactNode;
};

const positions = {
  place: { up: "lg:bottom-full lg:mb-1.5", down: "lg:top-full lg:mt-1.5" },
  words: { up: "bottom-full mb-1.5", down: "top-full mt-1.5" },
} as const;

/**
 * A panel behind its own button. The browser opens it, before scripts run; they close it when one goes elsewhere. It
 * floats beside the sidebar, and in the narrow menu it has its place among the other lines.
 */
export function Disclosure({ label, summary, opens, fit = "place", onOpen, answers = [], children }: Props) {
  const details = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();

  /** What had the focus in there gives it to the button: nobody is left in the middle of nowhere. */
  function close() {
    const element = details.current;
    if (!element?.open) return;
    if (element.contains(document.activeElement)) element.querySelector("summary")?.focus();
    element.removeAttribute("open");
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, for who was faster than the scripts, which heard of no toggle
  useEffect(() => {
    if (details.current?.open) onOpen?.();
  }, []);

  const shown = [key, ...answers];
  const before = useRef(shown);
  useEffect(() => {
    if (before.current.some((each, place) => each !== shown[place])) close();
    before.current = shown;
  });

  function closeOnEscape(event: KeyboardEvent) {
    if (event.key !== "Escape" || !details.current?.open) return;
    close();
  }

  /** Null when the window itself loses the focus: then it stays as it is. */
  function closeBehind({ relatedTarget, currentTarget }: FocusEvent) {
    if (relatedTarget && !currentTarget.contains(relatedTarget)) close();
  }

  return (
    <details
      ref={details}
      onToggle={({ currentTarget }) => currentTarget.open && onOpen?.()}
      onKeyDown={closeOnEscape}
      onBlur={closeBehind}
      className="group relative"
    >
      <summary
        className={cn(
          "flex cursor-pointer list-none items-center rounded-md px-2 py-1.5 transition-colors hover:bg-muted/60 group-open:bg-muted [&::-webkit-details-marker]:hidden",
          fit === "place" ? "gap-3" : "gap-1.5",
        )}
      >
        <span className="sr-only">{label} </span>
        {summary}
      </summary>
      <div
        className={cn(
          "grid grid-cols-1 gap-0.5 rounded-lg border bg-surface p-1.5",
          fit === "place"
            ? "max-lg:mt-1.5 lg:absolute lg:inset-x-0 lg:z-40 lg:shadow-lg"
            : "absolute left-0 z-40 w-64 shadow-lg sm:right-0 sm:left-auto sm:w-72",
          positions[fit][opens],
        )}
      >
        {children}
      </div>
    </details>
  );
}
