import { useNavigation } from "@remix-run/react";
import type { FormEvent } from "react";

type Submit = (event: FormEvent<HTMLFormElement>) => void;

/** Whether a form is on its way, and an `onSubmit` that sends nothing more until it has arrived. */
export function useSubmitOnce(onSubmit: Submit): { isSending: boolean; onSubmit: Submit } {
  // Following a link is a navigation too, but it carries no form.
  const isSending = useNavigation().formData !== undefined;
  return { isSending, onSubmit: (event) => (isSending ? event.preventDefault() : onSubmit(event)) };
}
