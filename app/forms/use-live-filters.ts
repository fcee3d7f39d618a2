import { useNavigation, useSearchParams, useSubmit } from "@remix-run/react";
import { type FormEvent, type RefObject, useEffect, useRef } from "react";

/** How long someone may pause within a word, in milliseconds. */
const pauseMs = 250;

/**
 * For a GET form of filters: choices apply at once, typing applies after a pause, and the focus stays where it is. The URL
 * is the only state, so back and forward restore it. Before scripts run, the form's button sends it.
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
  useEffect(() => cancelOnNavigation(() => clearTimeout(timer.current)), []);

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

/**
 * Calls `cancel` when a link or the browser's buttons leave the page: what was typed just before must not lead back. React
 * renders a navigation with low priority, so a timer may fire before `useNavigation` shows it; these events come first.
 */
function cancelOnNavigation(cancel: () => void): () => void {
  const onClick = ({ target, defaultPrevented }: MouseEvent) => {
    // A link that opens a new tab keeps its default.
    if (defaultPrevented && target instanceof Element && target.closest("a")) cancel();
  };
  window.addEventListener("click", onClick);
  window.addEventListener("popstate", cancel);
  return () => {
    window.removeEventListener("click", onClick);
    window.removeEventListener("popstate", cancel);
  };
}

/** The URL may have changed by other means than this form. A field that someone is typing in is left alone. */
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
