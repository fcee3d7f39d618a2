import { Link } from "@remix-run/react";
import { Archive, FolderKanban } from "lucide-react";
import { ButtonLink } from "#app/components/button.tsx";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ProjectRow } from "./project-row.tsx";
import type { ProjectView } from "./project-view.ts";

type Props = {
  projects: ProjectView[];
  archived: boolean;
  mayWrite: boolean;
  /** When the server read them. */
  now: string;
};

export function ProjectTabs({ archived }: { archived: boolean }) {
  return (
    <nav aria-label="Which projects" className="flex gap-1 border-b">
      <Tab to="/projects" current={!archived} label="Current" />
      <Tab to="/projects?archived=1" current={archived} label="Archived" />
    </nav>
  );
}

export function ProjectList({ projects, archived, mayWrite, now }: Props) {
  if (projects.length === 0) return archived ? <NothingArchived /> : <NoProjects mayWrite={mayWrite} />;
  return (
    <Card>
      <ul className="divide-y">
        {projects.map((project) => (
          <ProjectRow key={project.id} project={project} mayWrite={mayWrite && !archived} now={now} />
        ))}
      </ul>
    </Card>
  );
}

export function NoProjects({ mayWrite }: { mayWrite: boolean }) {
  const action = mayWrite && <ButtonLink to="/projects/new">Create your first project</ButtonLink>;
  return (
    <EmptyState icon={FolderKanban} title="No projects yet" action={action}>
      {mayWrite
        ? "A project holds what belongs together. Give it a name, the rest can wait."
        : "Projects that somebody creates in this workspace appear here."}
    </EmptyState>
  );
}

function NothingArchived() {
  return (
    <EmptyState icon={Archive} title="Nothing is archived">
      A project that is archived leaves the list, and is kept here.
    </EmptyState>
  );
}

function Tab({ to, current, label }: { to: string; current: boolean; label: string }) {
  return (
    <Link
      to={to}
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
