import { useFetcher } from "@remix-run/react";
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import type { Answer } from "#app/forms/answer.ts";

/**
 * A title during editing. The base is the title when editing began: a title that someone else saves meanwhile is neither
 * overwritten nor taken for the one the editor saw.
 */
export function useTitle(id: string, stored: string) {
  const fetcher = useFetcher<Answer>({ key: `title-${id}` });
  const [typed, setTyped] = useState<string>();
  const [settled, setSettled] = useState<Answer>();
  const seen = useRef(stored);
  const sent = useRef("");
  const field = useRef<HTMLInputElement>(null);
  const pencil = useRef<HTMLButtonElement>(null);
  const isDone = useRef(false);
  const { data, state } = fetcher;
  const problem = state === "idle" && data !== settled ? data?.problem : undefined;
  const isConflict = problem === "changedMeanwhile";
  const isEditing = typed !== undefined;
  useEffect(() => {
    // Refused input is offered again, except in a conflict, where the member chooses a version first.
    if (problem && !isConflict) setTyped((now) => now ?? sent.current);
  }, [problem, isConflict]);
  useEffect(() => {
    // A field that reopens after a refusal does not steal the focus.
    if (isEditing && document.activeElement === document.body) field.current?.focus();
    if (!isEditing && isDone.current) pencil.current?.focus();
    isDone.current = false;
  }, [isEditing]);

  function end() {
    setTyped(undefined);
    setSettled(data);
  }

  function send(title: string, wasTitle: string) {
    sent.current = title;
    const fields = { title, wasTitle, task: id };
    fetcher.submit(fields, { method: "post", action: `/tasks/${id}/fields` });
  }

  function save(text: string) {
    end();
    if (text.trim() !== seen.current) send(text, seen.current);
  }

  return {
    typed,
    problem: isEditing && !isConflict ? problem : undefined,
    conflict:
      isConflict && !isEditing
        ? { mine: sent.current, keep: () => send(sent.current, stored), take: end }
        : undefined,
    field,
    pencil,
    begin() {
      seen.current = stored;
      setSettled(data);
      setTyped(stored);
    },
    change(text: string) {
      setSettled(data);
      setTyped(text);
    },
    onBlur({ currentTarget }: FocusEvent<HTMLInputElement>) {
      if (!problem) save(currentTarget.value);
    },
    onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
      if (event.nativeEvent.isComposing || !/^(Enter|Escape)$/.test(event.key)) return;
      event.preventDefault();
      isDone.current = true;
      if (event.key === "Enter") save(event.currentTarget.value);
      else end();
    },
  };
}
