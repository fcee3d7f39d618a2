import { useFetcher } from "@remix-run/react";
import { Check } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Button } from "./button.tsx";

export type Undo = {
  /** Where taking it back is sent, and with which fields. */
  action: string;
  fields: readonly (readonly [name: string, value: string])[];
};

type Props = {
  /** What was done. Nothing while there is nothing to say: the region stays, so that what comes is read out. */
  children: ReactNode;
  /** Without it, what was done is said, and cannot be taken back. */
  undo?: Undo;
};

/**
 * Says what was just done, and offers to take it back. It stands last on its page and stays in sight, so that nothing
 * moves when it comes. Without scripts its form sends a document.
 */
export function UndoNotice({ undo, children }: Props) {
  return (
    <div role="status" className="pointer-events-none sticky bottom-4 z-10">
      {children && (
        <div className="pointer-events-auto mx-auto flex w-fit max-w-full items-center gap-3 rounded-lg bg-foreground py-2 pr-4 pl-4 text-background text-sm shadow-lg has-[button]:pr-2">
          <Check aria-hidden className="size-4 shrink-0" />
          <p className="wrap-anywhere line-clamp-2 min-w-0">{children}</p>
          {undo && <UndoButton key={JSON.stringify(undo)} {...undo} />}
        </div>
      )}
    </div>
  );
}

function UndoButton({ action, fields }: Undo) {
  const t = useTranslations("common");
  const fetcher = useFetcher({ key: `undo ${action}` });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // What was acted upon may have been the place of the focus, and be gone with it.
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
