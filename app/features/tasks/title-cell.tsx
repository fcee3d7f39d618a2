import { Link, useFetcher } from "@remix-run/react";
import { AlignLeft, Pencil } from "lucide-react";
import { type FocusEvent, type KeyboardEvent, useEffect, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { Input } from "#app/components/input.tsx";
import type { Answer } from "#app/features/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { type TaskView, taskPath } from "./task-view.ts";

type Props = {
  task: TaskView;
  mayWrite: boolean /** The title as it is stored. */;
  stored: string;
  draft?: string;
};

/** A title that leads to its task, and is edited where it stands: Enter and leaving it save, Escape does not. */
export function TitleCell({ task, stored, mayWrite, draft }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const { typed, problem, pencil, begin, change, onKeyDown, onBlur } = useTitle(task.id, stored, draft);
  if (typed !== undefined)
    return (
      <div className="grid min-w-0 grow gap-1">
        <Input
          autoFocus
          value={typed}
          onChange={(event) => change(event.currentTarget.value)}
          onFocus={(event) => event.currentTarget.select()}
          onKeyDown={onKeyDown}
          onBlur={onBlur}
          aria-label={t("titleOf", { title: stored })}
          aria-invalid={problem ? true : undefined}
          aria-describedby={problem && `${task.id}-title`}
          autoComplete="off"
          className="-my-1 -ml-2 h-8 px-2"
        />
        {problem && (
          <p id={`${task.id}-title`} role="alert" className="text-danger text-sm">
            {say(problem)}
          </p>
        )}
      </div>
    );
  return (
    <div className="flex min-w-0 grow items-center gap-1.5">
      <Link
        to={taskPath(task)}
        prefetch="intent"
        className={cn(
          "wrap-anywhere min-w-0 text-sm hover:underline",
          task.status === "done" ? "text-muted-foreground line-through" : "font-medium",
        )}
      >
        <bdi>{task.title}</bdi>
      </Link>
      {task.hasNotes && (
        <AlignLeft
          role="img"
          aria-label={t("hasNotes")}
          className="size-3.5 shrink-0 text-muted-foreground"
        />
      )}
      {mayWrite && (
        <button
          ref={pencil}
          type="button"
          onClick={begin}
          className="noscript:hidden grid size-6 shrink-0 cursor-pointer place-items-center rounded text-muted-foreground opacity-0 transition-opacity hover:bg-muted hover:text-foreground focus-visible:opacity-100 group-hover:opacity-100 pointer-coarse:opacity-100"
        >
          <Pencil aria-hidden className="size-3.5" />
          <span className="sr-only">{t("rename", { title: task.title })}</span>
        </button>
      )}
    </div>
  );
}

function useTitle(id: string, stored: string, draft: string | undefined) {
  const fetcher = useFetcher<Answer>({ key: `title-${id}` });
  const [typed, setTyped] = useState(draft);
  const sent = useRef("");
  const pencil = useRef<HTMLButtonElement>(null);
  const isDone = useRef(false);
  const { data, state } = fetcher;
  useEffect(() => {
    // What was refused is offered again, as it was typed.
    if (state === "idle" && data?.problem) setTyped(sent.current);
  }, [data, state]);
  useEffect(() => {
    if (typed === undefined && isDone.current) pencil.current?.focus();
    isDone.current = false;
  }, [typed]);

  function save(text: string) {
    setTyped(undefined);
    if (text.trim() === stored) return;
    sent.current = text;
    const fields = { title: text, wasTitle: stored, task: id };
    fetcher.submit(fields, { method: "post", action: `/tasks/${id}/fields` });
  }

  return {
    typed,
    problem: typed !== undefined && state === "idle" ? data?.problem : undefined,
    pencil,
    begin: () => setTyped(stored),
    change: setTyped,
    onBlur: ({ currentTarget }: FocusEvent<HTMLInputElement>) => save(currentTarget.value),
    onKeyDown(event: KeyboardEvent<HTMLInputElement>) {
      if (event.nativeEvent.isComposing || !/^(Enter|Escape)$/.test(event.key)) return;
      event.preventDefault();
      isDone.current = true;
      if (event.key === "Enter") save(event.currentTarget.value);
      else setTyped(undefined);
    },
  };
}
