import { AlertDialog } from "radix-ui";
import { type FormEvent, type ReactNode, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button, type ButtonProps } from "./button.tsx";

export type ConfirmDialogProps = {
  title: string;
  description: ReactNode;
  confirmLabel: string;
  variant?: ButtonProps["variant"];
  /** Renders the form. Hand `onSubmit` to it: until scripts run, the form is sent without being asked about. */
  children: (form: { onSubmit: (event: FormEvent<HTMLFormElement>) => void }) => ReactNode;
};

/** Asks before a form is sent. Submitting opens the dialog; confirming submits the very same form and button. */
export function ConfirmDialog({ title, description, confirmLabel, variant, children }: ConfirmDialogProps) {
  const t = useTranslations("common");
  const [open, setOpen] = useState(false);
  const pending = useRef<{ form: HTMLFormElement; submitter: HTMLElement | null }>();
  const confirmed = useRef(false);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    if (confirmed.current) {
      confirmed.current = false;
      return;
    }
    event.preventDefault();
    const { submitter } = event.nativeEvent as SubmitEvent;
    pending.current = { form: event.currentTarget, submitter };
    setOpen(true);
  }

  /** No trigger of Radix's opened it, so it is told where the focus came from. */
  function returnFocus(event: Event) {
    event.preventDefault();
    pending.current?.submitter?.focus();
  }

  function confirm() {
    confirmed.current = true;
    pending.current?.form.requestSubmit(pending.current.submitter);
  }

  return (
    <>
      {children({ onSubmit })}
      <AlertDialog.Root open={open} onOpenChange={setOpen}>
        <AlertDialog.Portal>
          <AlertDialog.Overlay className="fixed inset-0 z-50 bg-overlay" />
          <AlertDialog.Content
            onCloseAutoFocus={returnFocus}
            className="fixed top-1/2 left-1/2 wrap-anywhere z-50 grid max-h-[calc(100dvh-2rem)] w-[calc(100vw-2rem)] max-w-md -translate-1/2 grid-cols-1 gap-2 overflow-y-auto rounded-xl border bg-surface p-6 shadow-xl"
          >
            <AlertDialog.Title className="font-semibold text-lg tracking-tight">{title}</AlertDialog.Title>
            <AlertDialog.Description className="text-muted-foreground text-sm leading-6">
              {description}
            </AlertDialog.Description>
            <div className="mt-4 flex flex-wrap justify-end gap-3">
              <AlertDialog.Cancel asChild>
                <Button variant="secondary">{t("cancel")}</Button>
              </AlertDialog.Cancel>
              <AlertDialog.Action asChild onClick={confirm}>
                <Button variant={variant}>{confirmLabel}</Button>
              </AlertDialog.Action>
            </div>
          </AlertDialog.Content>
        </AlertDialog.Portal>
      </AlertDialog.Root>
    </>
  );
}
