import { useFetcher, useSubmit } from "@remix-run/react";
import { useEffect } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";
import { StatusIcon } from "#app/features/tasks/status-icon.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import {
  beginToSend,
  forget,
  letNextGo,
  type NewTask,
  nextOf,
  refuse,
  sendAgain,
  useNewTasks,
} from "./new-tasks.ts";

/** Sends new tasks one at a time. It is mounted outside the page, so that refusals are shown even after navigation. */
export function NewTaskLine() {
  const submit = useSubmit();
  const line = useNewTasks();
  const next = nextOf(line);
  useEffect(() => {
    if (next && beginToSend(next.key))
      submit(next.fields, { method: "post", action: next.action, navigate: false, fetcherKey: next.key });
  }, [next, submit]);
  // app/offline/hold-requests.ts asks about requests without an answer.
  const wouldBeLost = line.tasks.some(({ progress }) => progress === "waiting" || progress === "refused");
  useEffect(() => {
    if (!wouldBeLost) return;
    const ask = (leaving: Event) => leaving.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [wouldBeLost]);
  const refused = line.tasks.filter(
    ({ action, progress }) => progress === "refused" && action !== line.shownAt,
  );
  return (
    <>
      {line.tasks.map((task) => (
        <Watched key={task.key} task={task} />
      ))}
      {refused.length > 0 && (
        <div className="sticky top-4 z-10 mb-5">
          <NewTaskList tasks={refused} />
        </div>
      )}
    </>
  );
}

export function NewTaskList({ tasks }: { tasks: readonly NewTask[] }) {
  const t = useTranslations("tasks");
  if (tasks.length === 0) return null;
  return (
    <ul className="grid grid-cols-1 gap-1" aria-label={t("onTheirWay")}>
      {tasks.map((task) => (
        <OnItsWay key={task.key} task={task} />
      ))}
    </ul>
  );
}

/** A submitted task. A refused one stays, with the reason, until it is sent again or discarded. */
function OnItsWay({ task }: { task: NewTask }) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const { key, fields, problem } = task;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-dashed bg-surface px-4 py-2 text-sm">
      <StatusIcon status="todo" />
      <bdi className="wrap-anywhere min-w-0 grow text-muted-foreground">{fields.title}</bdi>
      {problem && (
        <>
          <span role="alert" className="text-danger">
            {say(problem)}
          </span>
          <Button size="sm" variant="secondary" onClick={() => sendAgain(task)}>
            {t("again")}
          </Button>
          <Button size="sm" variant="ghost" onClick={() => forget(key)}>
            {t("giveUp")}
          </Button>
        </>
      )}
    </li>
  );
}

/** Finds the answer to one task. */
function Watched({ task: { key, progress } }: { task: NewTask }) {
  const { state, data } = useFetcher<Answer>({ key });
  useEffect(() => {
    if (state === "loading") letNextGo(key);
    else if (state === "submitting" || progress === "waiting" || progress === "refused") return;
    else if (data && !data.problem) forget(key);
    // No answer means that the request was redirected.
    else if (data || progress === "answered") refuse(key, data?.problem ?? "notSaved");
  }, [state, data, key, progress]);
  return null;
}
