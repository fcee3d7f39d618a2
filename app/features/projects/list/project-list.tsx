import { useFetcher } from "@remix-run/react";
import { Card } from "#app/components/card.tsx";
import type { ProjectView } from "#app/features/projects/project-view.ts";
import type { Answer } from "#app/forms/answer.ts";
import { ProjectRow } from "./project-row.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import type { ResolvedConflicts } from "./use-resolved-conflicts.ts";
import { useSelection } from "./use-selection.ts";

type Props = {
  projects: ProjectView[];
  archived: boolean;
  mayWrite: boolean;
  /** When the server read the list. */
  now: string;
  resolved: ResolvedConflicts;
};

const bulkForm = "selected-projects";

export function ProjectList({ projects, archived, mayWrite, now, resolved }: Props) {
  const bulk = useFetcher<Answer>({ key: "move selected" });
  const leaving = new Set(bulk.formData?.getAll("id").map(String));
  const shown = projects.filter(({ id }) => !leaving.has(id));
  const selectable = shown.filter(({ mayArchive }) => mayArchive).map(({ id }) => id);
  const selection = useSelection(selectable);
  const maySelect = projects.some(({ mayArchive }) => mayArchive);
  return (
    <Card>
      {maySelect && <SelectionBar form={bulkForm} archived={archived} fetcher={bulk} selection={selection} />}
      {/* Focused elements must not end up under the sticky bars. */}
      <ul className="divide-y **:scroll-my-16">
        {shown.map((project) => (
          <ProjectRow
            key={project.id}
            project={project}
            archived={archived}
            mayWrite={mayWrite}
            now={now}
            resolved={resolved}
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
