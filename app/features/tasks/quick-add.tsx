import { useFetcher, useSubmit } from "@remix-run/react";
import { Plus } from "lucide-react";
import { type FormEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/button.tsx";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { controlStyle } from "#app/components/control-style.ts";
import type { Answer } from "#app/features/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { AssigneeOptions } from "./assignee-options.tsx";
import { StatusIcon } from "./status-icon.tsx";
import type { PersonView } from "./task-view.ts";

export type NewTaskFields = { title?: string; assigneeId?: string; dueOn?: string };

type Props = {
  /** The page of the project's tasks, which takes new ones. */
  action: string;
  people: readonly PersonView[];
  /** What was typed before, and what was wrong with it, where a document brought it back. */
  typed?: NewTaskFields;
  errors?: Record<string, string[] | null> | null;
};

type Sent = { key: string; fields: Record<string, string> };

/** One line adds a task, and stays for the next. Those on their way stand below it until they have arrived. */
export function QuickAdd({ action, people, typed, errors }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const errorId = useId();
  const field = useRef<HTMLInputElement>(null);
  const { sent, send, goOn, forget } = useLine(action);
  const count = useRef(0);

  function onSubmit(event: FormEvent<HTMLFormElement>) {
    event.preventDefault();
    const fields = Object.fromEntries(new FormData(event.currentTarget)) as Record<string, string>;
    if (field.current && fields.title?.trim()) {
      field.current.value = "";
      send({ key: `new-task-${Date.now()}-${count.current++}`, fields });
    }
    field.current?.focus();
  }

  const problems = Object.values(errors ?? {}).flatMap((each) => each ?? []);
  return (
    <div className="grid grid-cols-1 gap-2">
      <form method="post" action={action} onSubmit={onSubmit} aria-label={t("add")} noValidate>
        <Card className="flex flex-wrap items-center gap-x-2 gap-y-1 px-3 py-2 focus-within:border-ring">
          <Plus aria-hidden className="size-4 shrink-0 text-muted-foreground" />
          <input
            ref={field}
            name="title"
            data-new-task
            defaultValue={typed?.title}
            aria-label={t("newTitle")}
            placeholder={t("newTitle")}
            aria-invalid={problems.length > 0 || undefined}
            aria-describedby={problems.length > 0 ? errorId : undefined}
            autoComplete="off"
            enterKeyHint="done"
            className="h-9 min-w-0 grow basis-40 bg-transparent px-1 text-base outline-none placeholder:text-muted-foreground sm:text-sm"
          />
          <Choices people={people} typed={typed} />
          <Button type="submit" size="sm">
            {t("save")}
          </Button>
        </Card>
        {problems.length > 0 && (
          <p id={errorId} role="alert" className="px-1 pt-1.5 text-danger text-sm">
            {problems.map(say).join(" ")}
          </p>
        )}
      </form>
      {sent.length > 0 && (
        <ul className="grid grid-cols-1 gap-1" aria-label={t("onTheirWay")}>
          {sent.map((one) => (
            <OnItsWay key={one.key} one={one} forget={forget} onAnswer={goOn} again={() => send(one)} />
          ))}
        </ul>
      )}
    </div>
  );
}

/** New tasks go one after the other, so that they stand in the order in which they were typed. */
function useLine(action: string) {
  const submit = useSubmit();
  const [sent, setSent] = useState<Sent[]>([]);
  const line = useRef<{ waiting: Sent[]; underWay?: string }>({ waiting: [] });
  function send(one: Sent) {
    setSent((before) => [...before.filter(({ key }) => key !== one.key), one]);
    line.current.waiting.push(one);
    sendNext();
  }
  function sendNext() {
    const next = line.current.underWay ? undefined : line.current.waiting.shift();
    if (!next) return;
    line.current.underWay = next.key;
    submit(next.fields, { method: "post", action, navigate: false, fetcherKey: next.key });
  }
  function goOn(key: string) {
    if (line.current.underWay !== key) return;
    line.current.underWay = undefined;
    sendNext();
  }
  const forget = (key: string) => setSent((before) => before.filter((one) => one.key !== key));
  return { sent, send, goOn, forget };
}

/** Who is to do it, and until when. */
function Choices({ people, typed }: Pick<Props, "people" | "typed">) {
  const t = useTranslations("tasks");
  return (
    <div className="flex min-w-0 items-center gap-2 max-sm:order-1 max-sm:w-full">
      <select
        name="assigneeId"
        defaultValue={typed?.assigneeId ?? ""}
        aria-label={t("assignee")}
        className={quiet("max-sm:grow max-sm:basis-0 sm:w-36")}
      >
        <AssigneeOptions people={people} />
      </select>
      <input
        type="date"
        name="dueOn"
        defaultValue={typed?.dueOn}
        aria-label={t("dueOn")}
        className={quiet("max-sm:w-40 sm:w-34")}
      />
    </div>
  );
}

/** What may be left as it is, and is not to be looked at first. */
function quiet(width: string): string {
  return cn(
    controlStyle,
    "h-8 min-w-0 border-transparent bg-transparent px-2 text-muted-foreground text-sm shadow-none hover:border-transparent hover:bg-muted sm:text-xs",
    width,
  );
}

type OnItsWayProps = {
  one: Sent;
  forget: (key: string) => void;
  /** Called in every state in which the server has answered. */
  onAnswer: (key: string) => void;
  again: () => void;
};

/** A task that was sent. One that was refused stays, with the reason, until it is sent again or given up. */
function OnItsWay({ one: { key, fields }, forget, onAnswer, again }: OnItsWayProps) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const { state, data } = useFetcher<Answer>({ key });
  const problem = state === "idle" ? data?.problem : undefined;
  const hasArrived = state === "idle" && data !== undefined && !problem;
  const isAnswered = state === "loading" || (state === "idle" && data !== undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the answer is the reason, whoever is told of it
  useEffect(() => {
    if (isAnswered) onAnswer(key);
    if (hasArrived) forget(key);
  }, [isAnswered, hasArrived, key]);
  if (hasArrived) return null;
  return (
    <li className="flex flex-wrap items-center gap-x-3 gap-y-1 rounded-lg border border-dashed bg-surface px-4 py-2 text-sm">
      <StatusIcon status="todo" />
      <bdi className="wrap-anywhere min-w-0 grow text-muted-foreground">{fields.title}</bdi>
      {problem && (
        <>
          <span role="alert" className="text-danger">
            {say(problem)}
          </span>
          <Button size="sm" variant="secondary" onClick={again}>
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
