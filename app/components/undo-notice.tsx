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
  /** Nothing while there is nothing to take back: the region stays, so that what comes is read out. */
  undo: Undo | undefined;
  /** What was done. */
  children: ReactNode;
};

/**
 * Says what was just done, and offers to take it back. It stands last on its page and stays in sight, so that nothing
 * moves when it comes. Without scripts its form sends a document.
 */
export function UndoNotice({ undo, children }: Props) {
  return (
    <div role="status" className="pointer-events-none sticky bottom-4 z-10 empty:hidden">
      {undo && <Offer key={JSON.stringify(undo)} undo={undo} words={children} />}
    </div>
  );
}

function Offer({ undo: { action, fields }, words }: { undo: Undo; words: ReactNode }) {
  const t = useTranslations("common");
  const fetcher = useFetcher({ key: `undo ${action}` });
  const button = useRef<HTMLButtonElement>(null);
  useEffect(() => {
    // What was acted upon may have been the place of the focus, and be gone with it.
    if (document.activeElement === document.body) button.current?.focus({ preventScroll: true });
  }, []);
  return (
    <fetcher.Form
      method="post"
      action={action}
      className="pointer-events-auto mx-auto flex w-fit max-w-full items-center gap-3 rounded-lg bg-foreground py-2 pr-2 pl-4 text-background text-sm shadow-lg"
    >
      {fields.map(([name, value]) => (
        <input key={`${name} ${value}`} type="hidden" name={name} value={value} />
      ))}
      <Check aria-hidden className="size-4 shrink-0" />
      <span className="wrap-anywhere line-clamp-2 min-w-0">{words}</span>
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
