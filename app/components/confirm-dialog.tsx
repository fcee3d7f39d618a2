import { type FormEvent, type ReactNode, useId, useRef, useState } from "react";
import { flushSync } from "react-dom";
import { useTranslations } from "use-intl";
import { Button, type ButtonProps } from "./form/button.tsx";

export type ConfirmDialogProps = {
  title: string;
  description: ReactNode;
  confirmLabel: string;
  variant?: ButtonProps["variant"];
  /** Renders the form. Pass it `onSubmit`: until scripts run, the form is sent without confirmation. */
  children: (form: { onSubmit: (event: FormEvent<HTMLFormElement>) => void }) => ReactNode;
};

/**
 * Asks for confirmation before a form is sent. Submitting opens the dialog; confirming submits the same form with the same
 * button. The browser's modal dialog traps the focus and returns it to that button. Its content is rendered only while it
 * is open, not once per row of a list.
 */
export function ConfirmDialog({ title, description, confirmLabel, variant, children }: ConfirmDialogProps) {
  const t = useTranslations("common");
  const dialog = useRef<HTMLDialogElement>(null);
  const pending = useRef<{ form: HTMLFormElement; submitter: HTMLElement | null }>();
  const confirmed = useRef(false);
  const [isAsked, setAsked] = useState(false);
  const [titleId, textId] = [useId(), useId()];

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    if (confirmed.current) {
      confirmed.current = false;
      return;
    }
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    pending.current = { form: event.currentTarget, submitter };
    // The browser focuses the first button in the dialog.
    flushSync(() => setAsked(true));
    dialog.current?.showModal();
  }

  function confirm() {
    dialog.current?.close();
    confirmed.current = true;
    pending.current?.form.requestSubmit(pending.current.submitter);
  }

  return (
    <>
      {children({ onSubmit })}
      <dialog
        ref={dialog}
        role="alertdialog"
        aria-labelledby={titleId}
        aria-describedby={textId}
        onClose={() => setAsked(false)}
        className="wrap-anywhere m-auto max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md overflow-y-auto rounded-xl border bg-surface p-6 text-left text-foreground shadow-xl backdrop:bg-overlay"
      >
        {isAsked && (
          <>
            <h2 id={titleId} className="font-semibold text-lg tracking-tight">
              {title}
            </h2>
            <div id={textId} className="mt-2 text-muted-foreground text-sm leading-6">
              {description}
            </div>
            <div className="mt-6 flex flex-wrap justify-end gap-3">
              <Button variant="secondary" onClick={() => dialog.current?.close()}>
                {t("cancel")}
              </Button>
              <Button variant={variant} onClick={confirm}>
                {confirmLabel}
              </Button>
            </div>
          </>
        )}
      </dialog>
    </>
  );
}
