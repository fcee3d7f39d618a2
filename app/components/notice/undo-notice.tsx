import { useFetcher, useLocation } from "@remix-run/react";
import { Check, CircleAlert } from "lucide-react";
import { type ReactNode, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";
import { useProblems } from "#app/i18n/use-problems.ts";

export type Undo = {
  /** Where the undo form is sent, and with which fields. */
  action: string;
  fields: readonly (readonly [name: string, value: string])[];
};

type Props = {
  /** What was done. Empty if there is nothing to report: the live region stays, so that the next message is announced. */
  children: ReactNode;
  /** If missing, the message has no undo button. */
  undo?: Undo;
};

/**
 * Reports what was just done and offers to undo it. It is last on its page and sticky, so that nothing moves when it
 * appears. Without scripts its form loads a new document.
 */
export function UndoNotice({ undo, children }: Props) {
  const say = useProblems();
  const problem = useProblem(undo?.action);
  return (
    <div role="status" className="pointer-events-none sticky bottom-4 z-10">
      {(children || problem) && (
        <div className="pointer-events-auto mx-auto flex w-fit max-w-full items-center gap-3 rounded-lg bg-foreground py-2 pr-4 pl-4 text-background text-sm shadow-lg has-[button]:pr-2">
          {problem ? (
            <CircleAlert aria-hidden className="size-4 shrink-0" />
          ) : (
            <Check aria-hidden className="size-4 shrink-0" />
          )}
          <p className="wrap-anywhere line-clamp-2 min-w-0">{problem ? say(problem) : children}</p>
          {undo && <UndoButton key={JSON.stringify(undo)} {...undo} />}
        </div>
      )}
    </div>
  );
}

type Refusal = { problem?: string };

/** Why the last undo failed. The page that arrives with the answer no longer knows what was done, but still shows this. */
function useProblem(action: string | undefined): string | undefined {
  const { key: page } = useLocation();
  const [offer, setOffer] = useState<{ page: string; action?: string; isOpen: boolean; settled?: Refusal }>({
    ...{ page, action, isOpen: action !== undefined },
  });
  const { state, data } = useFetcher<Refusal>({ key: `undo ${offer.action}` });
  const isOpen = action !== undefined;
  if (isOpen && (action !== offer.action || !offer.isOpen)) setOffer({ page, action, isOpen, settled: data });
  else if (isOpen !== offer.isOpen) setOffer({ ...offer, isOpen });
  const isCurrent = offer.page === page && data !== offer.settled;
  return state === "idle" && isCurrent ? data?.problem : undefined;
}

function UndoButton({ action, fields }: Undo) {
  const t = useTranslations("common");
  const fetcher = useFetcher({ key: `undo ${action}` });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // The focus may have been in the row that is now gone.
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, []);
  return (
    <fetcher.Form method="post" action={action} className="shrink-0">
      {fields.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <Button
        ref={button}
        type="submit"
        size="sm"
        variant="ghost"
        aria-disabled={fetcher.state !== "idle"}
        className="text-background underline underline-offset-4 hover:bg-background/15 hover:text-background"
      >
        {t("undo")}
      </Button>
    </fetcher.Form>
  );
}
