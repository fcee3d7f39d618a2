import { Link } from "@remix-run/react";
import { Columns3, List } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { ButtonLink } from "#app/components/form/button.tsx";
import { Notice } from "#app/components/notice/notice.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { LabelChoice, LabelChoiceForm } from "#app/features/labels/label-choice.tsx";
import type { LabelView } from "#app/features/labels/label-view.ts";
import type { ProjectView } from "#app/features/tasks/task-view.ts";

type Props = {
  project: ProjectView;
  /** All labels of the workspace. */
  labels: readonly LabelView[];
  view: "list" | "board";
  mayWrite: boolean;
};

/** The header of a project's list and board. */
export function ProjectHeader({ project, labels, view, mayWrite }: Props) {
  const t = useTranslations("tasks");
  const { id, name, description, isArchived } = project;
  const labelling = `/projects/${id}/labels`;
  return (
    <>
      <PageHeader
        title={<bdi>{name}</bdi>}
        description={description && <bdi className="line-clamp-3 whitespace-pre-line">{description}</bdi>}
        actions={
          mayWrite && (
            <ButtonLink to={`/projects/${id}/edit`} variant="secondary" size="sm">
              {t("edit")}
            </ButtonLink>
          )
        }
      />
      <LabelChoice action={labelling} chosen={project.labels} all={mayWrite ? labels : undefined} />
      {mayWrite && <LabelChoiceForm action={labelling} />}
      {isArchived && <Notice>{t("archived")}</Notice>}
      <nav aria-label={t("views")} className="flex gap-1 border-b">
        <View to={`/projects/${id}`} isCurrent={view === "list"} icon={List} label={t("list")} />
        <View
          to={`/projects/${id}/board`}
          isCurrent={view === "board"}
          icon={Columns3}
          label={t("boardView")}
        />
      </nav>
    </>
  );
}

type ViewProps = { to: string; isCurrent: boolean; icon: typeof List; label: string };

function View({ to, isCurrent, icon: Icon, label }: ViewProps) {
  return (
    <Link
      to={to}
      prefetch="intent"
      aria-current={isCurrent ? "page" : undefined}
      data-other-view={isCurrent ? undefined : ""}
      className={cn(
        "-mb-px flex items-center gap-2 border-b-2 px-3 py-2.5 font-medium text-sm transition-colors",
        isCurrent ? "border-accent" : "border-transparent text-muted-foreground hover:text-foreground",
      )}
    >
      <Icon aria-hidden className="size-4" />
      {label}
    </Link>
  );
}
