import { useFetcher } from "@remix-run/react";
import { Card } from "#app/components/card.tsx";
import type { ProjectView } from "#app/features/projects/project-view.ts";
import type { Answer } from "#app/forms/answer.ts";
import { ProjectRow } from "./project-row.tsx";
import { SelectionBar } from "./selection-bar.tsx";
import type { Decided } from "./use-resolved-conflict.ts";
import { useSelection } from "./use-selection.ts";

type Props = {
  projects: ProjectView[];
  archived: boolean;
  mayWrite: boolean;
  /** When the server read them. */
  now: string;
  decided: Decided;
};

const bulkForm = "selected-projects";

export function ProjectList({ projects, archived, mayWrite, now, decided }: Props) {
  const bulk = useFetcher<Answer>({ key: "move selected" });
  const leaving = new Set(bulk.formData?.getAll("id").map(String));
  const shown = projects.filter(({ id }) => !leaving.has(id));
  const selectable = shown.filter(({ mayArchive }) => mayArchive).map(({ id }) => id);
  const selection = useSelection(selectable);
  const maySelect = projects.some(({ mayArchive }) => mayArchive);
  return (
    <Card>
      {maySelect && <SelectionBar form={bulkForm} archived={archived} fetcher={bulk} selection={selection} />}
      {/* Where the focus goes is not to lie under what is stuck to the edges of the window. */}
      <ul className="divide-y **:scroll-my-16">
        {shown.map((project) => (
          <ProjectRow
            key={project.id}
            project={project}
            archived={archived}
            mayWrite={mayWrite}
            now={now}
            decided={decided}
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
