import { Link, useFetcher } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { ProjectRow } from "./project-row.tsx";
import type { ProjectView } from "./project-view.ts";
import { SelectionBar } from "./selection-bar.tsx";
import { useSelection } from "./use-selection.ts";

type Props = {
  projects: ProjectView[];
  archived: boolean;
  mayWrite: boolean;
  /** When the server read them. */
  now: string;
};

const bulkForm = "selected-projects";

export function ProjectTabs({ archived }: { archived: boolean }) {
  const t = useTranslations("projects.tabs");
  return (
    <nav aria-label={t("label")} className="flex gap-1 border-b">
      <Tab to="/projects" current={!archived} label={t("current")} />
      <Tab to="/projects?archived=1" current={archived} label={t("archived")} />
    </nav>
  );
}

export function ProjectList({ projects, archived, mayWrite, now }: Props) {
  const bulk = useFetcher();
  const leaving = new Set(bulk.formData?.getAll("id").map(String));
  const shown = projects.filter(({ id }) => !leaving.has(id));
  const selectable = shown.filter(({ mayArchive }) => mayArchive).map(({ id }) => id);
  const selection = useSelection(selectable);
  const maySelect = projects.some(({ mayArchive }) => mayArchive);
  return (
    <Card>
      {maySelect && <SelectionBar form={bulkForm} archived={archived} fetcher={bulk} selection={selection} />}
      <ul className="divide-y">
        {shown.map((project) => (
          <ProjectRow
            key={project.id}
            project={project}
            archived={archived}
            mayWrite={mayWrite}
            now={now}
            selection={
              maySelect
                ? {
                    form: bulkForm,
                    isSelected: selection.isSelected(project.id),
                    onSelect: (isSelected) => selection.select(project.id, isSelected),
                  }
                : undefined
            }
          />
        ))}
      </ul>
    </Card>
  );
}

function Tab({ to, current, label }: { to: string; current: boolean; label: string }) {
  return (
    <Link
      to={to}
      prefetch="intent"
      aria-current={current ? "page" : undefined}
      className={cn(
        "-mb-px border-b-2 px-3 py-2.5 font-medium text-sm transition-colors",
        current ? "border-accent" : "border-transparent text-muted-foreground hover:text-foreground",
      )}
    >
      {label}
    </Link>
  );
}
