import { useLocation } from "@remix-run/react";
import { type FocusEvent, type KeyboardEvent, type ReactNode, useEffect, useRef } from "react";
import { cn } from "#app/components/class-names.ts";
import { buttonVariants } from "#app/components/form/button.tsx";

export const disclosureEntry = cn(
  buttonVariants({ variant: "ghost", size: "sm" }),
  "h-9 w-full justify-start gap-3 px-2.5 max-lg:h-11",
);

type Props = {
  /** Starts the button's accessible name; the text of `summary` follows. */
  label?: string;
  summary: ReactNode;
  opens: "down" | "up";
  /** The width of the button and its panel: that of the container, or that of the text, with the panel below it. */
  fit?: "place" | "words";
  /** The edge of the text with which the panel lines up, on a wide screen. */
  align?: "start" | "end";
  onOpen?: () => void;
  /** The answers of the forms in it. It closes on a new one, which is shown behind it. */
  answers?: readonly unknown[];
  children: ReactNode;
};

const positions = {
  place: { up: "lg:bottom-full lg:mb-1.5", down: "lg:top-full lg:mt-1.5" },
  words: { up: "bottom-full mb-1.5", down: "top-full mt-1.5" },
} as const;

/**
 * A panel behind its own button. The browser opens it without scripts; scripts close it on navigation. It floats beside
 * the sidebar; in the narrow menu it is part of the list.
 */
export function Disclosure(props: Props) {
  const { label, summary, opens, fit = "place", align = "end", onOpen, answers = [], children } = props;
  const details = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();

  /** Focus inside the panel moves to the button, so that it is not lost. */
  function close() {
    const element = details.current;
    if (!element?.open) return;
    if (element.contains(document.activeElement)) element.querySelector("summary")?.focus();
    element.removeAttribute("open");
  }

  // biome-ignore lint/correctness/useExhaustiveDependencies: once, because the panel may have been opened before scripts ran
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

  /** relatedTarget is null when the window itself loses focus: the panel stays open. */
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
          fit === "words" && align === "start" && "-ml-2",
        )}
      >
        {label && <span className="sr-only">{label} </span>}
        {summary}
      </summary>
      <div
        className={cn(
          "grid grid-cols-1 gap-0.5 rounded-lg border bg-surface p-1.5",
          fit === "place"
            ? "max-lg:mt-1.5 lg:absolute lg:inset-x-0 lg:z-40 lg:shadow-lg"
            : "absolute left-0 z-40 w-60 shadow-lg",
          fit === "words" && align === "end" && "w-64 sm:right-0 sm:left-auto sm:w-72",
          positions[fit][opens],
        )}
      >
        {children}
      </div>
    </details>
  );
}
