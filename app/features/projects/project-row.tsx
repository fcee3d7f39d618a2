import { Form, Link } from "@remix-run/react";
import { Archive } from "lucide-react";
import { Badge } from "#app/components/badge.tsx";
import { Button } from "#app/components/button.tsx";
import { cn } from "#app/components/class-names.ts";
import { ConfirmDialog } from "#app/components/confirm-dialog.tsx";
import { Day } from "./day.tsx";
import { colorClasses, type ProjectView } from "./project-view.ts";

const statuses = {
  active: { label: "Active", variant: "accent" },
  paused: { label: "Paused", variant: "warning" },
  done: { label: "Done", variant: "neutral" },
} as const;

type Props = { project: ProjectView; mayWrite: boolean };

/** One project: its name leads to the form where that may be used. */
export function ProjectRow({ project, mayWrite }: Props) {
  const { id, name, description, color, status, ownerName, updatedAt } = project;
  return (
    <li className="flex items-center gap-4 px-5 py-4">
      <span aria-hidden className={cn("size-2.5 shrink-0 rounded-full", colorClasses[color])} />
      <div className="grid min-w-0 grow gap-0.5">
        <div className="flex min-w-0 items-center gap-2.5">
          {mayWrite ? (
            <Link
              to={`/projects/${id}/edit`}
              prefetch="intent"
              className="truncate font-medium hover:underline"
            >
              {name}
            </Link>
          ) : (
            <span className="truncate font-medium">{name}</span>
          )}
          <Badge variant={statuses[status].variant}>{statuses[status].label}</Badge>
        </div>
        {description && <p className="truncate text-muted-foreground text-sm">{description}</p>}
        <p className="text-muted-foreground text-xs">
          {ownerName} · changed <Day at={updatedAt} />
        </p>
      </div>
      {project.mayArchive && <ArchiveButton id={id} name={name} />}
    </li>
  );
}

function ArchiveButton({ id, name }: { id: string; name: string }) {
  return (
    <ConfirmDialog
      title="Archive this project?"
      description={`“${name}” leaves the list and the dashboard. It stays under Archived.`}
      confirmLabel="Archive"
    >
      {({ onSubmit }) => (
        <Form method="post" action={`/projects/${id}/archive`} onSubmit={onSubmit}>
          <Button type="submit" variant="ghost" size="sm" aria-label={`Archive ${name}`}>
            <Archive aria-hidden />
            <span className="max-sm:hidden">Archive</span>
          </Button>
        </Form>
      )}
    </ConfirmDialog>
  );
}
