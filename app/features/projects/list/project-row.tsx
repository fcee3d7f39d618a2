import { Link, useFetcher } from "@remix-run/react";
import { Archive, ArchiveRestore, Settings2, Trash2 } from "lucide-react";
import { type ReactNode, useId } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#app/components/badge.tsx";
import { cn } from "#app/components/class-names.ts";
import { Button, buttonVariants } from "#app/components/form/button.tsx";
import { Checkbox } from "#app/components/form/checkbox.tsx";
import { When } from "#app/components/when.tsx";
import { FieldConflict } from "#app/features/conflict/field-conflict.tsx";
import { LabelChips } from "#app/features/labels/label-chips.tsx";
import { colorClasses, type ProjectView } from "#app/features/projects/project-view.ts";
import { statusLooks } from "#app/features/projects/status-looks.ts";
import type { Answer } from "#app/forms/answer.ts";
import { ConflictSummary } from "./conflict-summary.tsx";
import { ProjectName } from "./project-name.tsx";
import { StatusSelect } from "./status-select.tsx";
import { useFieldChange } from "./use-field-change.ts";
import type { ResolvedConflicts } from "./use-resolved-conflicts.ts";

type Props = {
  project: ProjectView;
  archived: boolean;
  mayWrite: boolean;
  now: string;
  resolved: ResolvedConflicts;
  /** Set if rows can be selected: the form that submits the selection. */
  selection?: { form: string; isSelected: boolean; onSelect: (isSelected: boolean) => void };
};

/** One project, with its actions. */
export function ProjectRow({ project, archived, mayWrite, now, resolved, selection }: Props) {
  const t = useTranslations("projects");
  const mover = useFetcher<Answer>({ key: `move ${project.id}` });
  const renaming = useFieldChange(project.id, "name", resolved);
  const moving = useFieldChange(project.id, "status", resolved);
  const { id, name, description, color, status, ownerName, updatedAt, taskCount, labels } = project;
  const mayEdit = mayWrite && !archived;
  // It is about to leave this list.
  if (mover.state !== "idle") return null;
  return (
    <li className="group/row flex gap-3 px-4 py-3.5 transition-colors hover:bg-muted/40 has-[[name=id]:checked]:bg-accent-soft/50 sm:gap-4 sm:px-5">
      {selection && <SelectBox project={project} selection={selection} />}
      <span aria-hidden className={cn("mt-[0.45rem] size-2.5 shrink-0 rounded-full", colorClasses[color])} />
      <div className="grid min-w-0 grow grid-cols-[minmax(0,1fr)_auto] gap-x-3 sm:grid-cols-[minmax(0,1fr)_auto_auto] sm:gap-x-4">
        <ProjectName id={id} name={name} mayRename={mayEdit} change={renaming} />
        <div className="mt-0.5 grid grid-cols-1 content-start gap-0.5 max-sm:col-span-2 max-sm:row-start-2 sm:col-start-1">
          {description && <p className="truncate text-muted-foreground text-sm">{description}</p>}
          <p className="pt-0.5 text-muted-foreground text-xs leading-5">
            <bdi>{ownerName}</bdi> · <When at={updatedAt} now={now} /> ·{" "}
            {t("row.tasks", { count: taskCount })}
          </p>
          <LabelChips labels={labels} className="pt-1" />
          {[renaming, moving].map(({ unsaved, send, dismiss }) =>
            unsaved?.outcome === "conflict" ? (
              <FieldConflict
                key={unsaved.field}
                onKeep={() => send(unsaved.mine, unsaved.theirs)}
                onTake={dismiss}
              >
                <ConflictSummary conflict={unsaved} />
              </FieldConflict>
            ) : null,
          )}
        </div>
        <div className="max-sm:row-start-3 max-sm:pt-1.5 sm:-mt-0.5 sm:col-start-2 sm:row-start-1 sm:row-end-3">
          {mayEdit ? (
            <StatusSelect name={name} status={status} change={moving} />
          ) : (
            <Badge className={cn("h-7 px-3", statusLooks[status])}>{t(`status.${status}`)}</Badge>
          )}
        </div>
        <div className="-mt-1 col-start-2 row-start-1 flex items-center self-start sm:col-start-3 sm:row-end-3 sm:min-w-16">
          {mayEdit && (
            <IconLink to={`/projects/${id}/edit`} label={t("row.edit", { name })}>
              <Settings2 aria-hidden />
            </IconLink>
          )}
          {project.mayArchive && !archived && (
            <mover.Form method="post" action={`/projects/${id}/archive`}>
              <IconButton label={t("row.archive", { name })}>
                <Archive aria-hidden />
              </IconButton>
            </mover.Form>
          )}
          {project.mayArchive && archived && (
            <>
              <mover.Form method="post" action="/projects/restoration">
                <input type="hidden" name="id" value={id} />
                <IconButton label={t("row.restore", { name })}>
                  <ArchiveRestore aria-hidden />
                </IconButton>
              </mover.Form>
              <IconLink to={`/projects/${id}/delete`} label={t("row.delete", { name })}>
                <Trash2 aria-hidden />
              </IconLink>
            </>
          )}
        </div>
      </div>
    </li>
  );
}

function SelectBox({
  project,
  selection,
}: {
  project: ProjectView;
  selection: NonNullable<Props["selection"]>;
}) {
  const t = useTranslations("projects.select");
  const id = useId();
  const { form, isSelected, onSelect } = selection;
  // Rows that cannot be selected keep the space.
  if (!project.mayArchive) return <span aria-hidden className="w-4 shrink-0" />;
  return (
    // The label is the touch target, so it is larger than the box.
    <label htmlFor={id} className="-m-3 shrink-0 cursor-pointer self-start p-3 pt-4">
      <Checkbox
        id={id}
        form={form}
        name="id"
        value={project.id}
        checked={isSelected}
        onChange={({ currentTarget }) => onSelect(currentTarget.checked)}
        aria-label={t("one", { name: project.name })}
      />
    </label>
  );
}

const icon = cn(buttonVariants({ variant: "ghost" }), "size-8 px-0");

function IconLink({ to, label, children }: { to: string; label: string; children: ReactNode }) {
  return (
    <Link to={to} prefetch="intent" aria-label={label} title={label} className={icon}>
      {children}
    </Link>
  );
}

function IconButton({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Button type="submit" variant="ghost" aria-label={label} title={label} className={icon}>
      {children}
    </Button>
  );
}
