import { useNavigation, useSearchParams, useSubmit } from "@remix-run/react";
import { type FormEvent, type RefObject, useEffect, useRef } from "react";

/** How long somebody may pause within a word, in milliseconds. */
const pauseMs = 250;

/**
 * For a GET form of filters: what is chosen counts at once, what is typed after a pause, and the focus stays where it is.
 * The state is the address alone, so back and forward lead through it. Before scripts run, its button sends it.
 */
export function useLiveFilters(): {
  form: RefObject<HTMLFormElement>;
  isLoading: boolean;
  onChange: (event: FormEvent<HTMLFormElement>) => void;
  onSubmit: (event: FormEvent<HTMLFormElement>) => void;
} {
  const form = useRef<HTMLFormElement>(null);
  const timer = useRef<ReturnType<typeof setTimeout>>();
  const submit = useSubmit();
  const [search] = useSearchParams();
  const { location, formMethod } = useNavigation();
  useEffect(() => showChoices(form.current, search), [search]);
  useEffect(() => () => clearTimeout(timer.current), []);
  // Whoever types, and goes elsewhere before the pause is over, is not called back.
  useEffect(() => {
    if (location && formMethod === undefined) clearTimeout(timer.current);
  }, [location, formMethod]);

  function send(isTyped: boolean) {
    clearTimeout(timer.current);
    const { current } = form;
    if (!current) return;
    const chosen = new FormData(current);
    for (const [name, value] of [...chosen]) if (value === "") chosen.delete(name);
    submit(chosen, { action: current.action, replace: isTyped, preventScrollReset: true });
  }

  return {
    form,
    isLoading: location !== undefined && formMethod === "GET",
    onChange: ({ target }) => {
      clearTimeout(timer.current);
      const isTyped = target instanceof HTMLInputElement && /^(search|text)$/.test(target.type);
      if (isTyped) timer.current = setTimeout(() => send(true), pauseMs);
      else send(false);
    },
    onSubmit: (event) => {
      event.preventDefault();
      send(false);
    },
  };
}

/** The address may have changed by another way than this form. What somebody is typing in is left alone. */
function showChoices(form: HTMLFormElement | null, search: URLSearchParams): void {
  for (const control of form?.elements ?? []) {
    const isField = control instanceof HTMLInputElement || control instanceof HTMLSelectElement;
    if (!isField || !control.name || control.type === "hidden" || control === document.activeElement)
      continue;
    const wanted = search.get(control.name) ?? "";
    const isKnown =
      !(control instanceof HTMLSelectElement) || [...control.options].some(({ value }) => value === wanted);
    control.value = isKnown ? wanted : "";
  }
}
