import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Card, CardContent } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { PageHeader } from "#app/components/page-header.tsx";
import { When } from "#app/components/when.tsx";
import { LabelChips } from "#app/features/labels/label-chips.tsx";
import { DueDate } from "#app/features/tasks/due-date.tsx";
import { StatusIcon } from "#app/features/tasks/status-icon.tsx";
import type { TaskDetails, TaskFormFields } from "#app/features/tasks/task-details.ts";

type Props = {
  task: TaskDetails;
  today: string;
  now: string;
  /** Input that can no longer be saved. */
  typed?: TaskFormFields;
};

/** A task for members who may only read it. */
export function TaskFacts({ task, today, now, typed }: Props) {
  const t = useTranslations("tasks");
  const { title, notes, status, assigneeName, dueOn, labels } = task;
  return (
    <>
      <PageHeader title={<bdi>{title}</bdi>} />
      <Card>
        <CardContent className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_15rem] lg:gap-8">
          <div className="grid grid-cols-1 content-start gap-4">
            <Text>{typed?.notes ?? notes}</Text>
          </div>
          <dl className="grid grid-cols-1 content-start gap-4 text-sm">
            <Fact label={t("statusLabel")}>
              <span className="flex items-center gap-2">
                <StatusIcon status={status} />
                {t(`status.${status}`)}
              </span>
            </Fact>
            <Fact label={t("assignee")}>
              <bdi>{assigneeName || t("nobody")}</bdi>
            </Fact>
            <Fact label={t("dueOn")}>
              {dueOn ? <DueDate dueOn={dueOn} today={today} isDone={status === "done"} /> : t("noDate")}
            </Fact>
            {labels.length > 0 && (
              <Fact label={t("labels")}>
                <LabelChips labels={labels} />
              </Fact>
            )}
          </dl>
          <History task={task} now={now} className="lg:col-span-2" />
        </CardContent>
      </Card>
    </>
  );
}

function Text({ children }: { children: string }) {
  const t = useTranslations("tasks");
  if (!children) return <p className="text-muted-foreground text-sm italic">{t("noNotes")}</p>;
  return <p className="wrap-anywhere whitespace-pre-wrap text-sm leading-6">{children}</p>;
}

function Fact({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="grid gap-1">
      <dt className="text-muted-foreground">{label}</dt>
      <dd>{children}</dd>
    </div>
  );
}

/** Who created a task and who changed it last. */
export function History({ task, now, className }: { task: TaskDetails; now: string; className?: string }) {
  const t = useTranslations("tasks");
  const { creatorName, createdAt, changedBy, changedAt } = task;
  const line = (key: "created" | "changed", name: string, at: string) =>
    t.rich(key, {
      who: () => <bdi className="text-foreground">{name || t("somebody")}</bdi>,
      when: () => <When at={at} now={now} />,
    });
  return (
    <div className={cn("grid gap-1 text-muted-foreground text-xs leading-5", className)}>
      <p>{line("created", creatorName, createdAt)}</p>
      <p>{line("changed", changedBy, changedAt)}</p>
    </div>
  );
}
