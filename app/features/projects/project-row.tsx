import { Form, Link } from "@remix-run/react";
import { Archive } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#app/components/badge.tsx";
import { Button, ButtonLink } from "#app/components/button.tsx";
import { cn } from "#app/components/class-names.ts";
import { ConfirmDialog } from "#app/components/confirm-dialog.tsx";
import { When } from "#app/features/when.tsx";
import type { ProjectStatus } from "./project-schema.ts";
import { colorClasses, type ProjectView } from "./project-view.ts";

const statuses = {
  active: { label: "Active", variant: "accent" },
  paused: { label: "Paused", variant: "warning" },
  done: { label: "Done", variant: "neutral" },
} as const;

type Props = { project: ProjectView; mayWrite: boolean; now: string };

/** One project: its name leads to the form where that may be used. */
export function ProjectRow({ project, mayWrite, now }: Props) {
  const t = useTranslations("tasks");
  const { id, name, description, color, status, ownerName, updatedAt } = project;
  return (
    <li className="flex items-start gap-3.5 px-4 py-3.5 transition-colors hover:bg-muted/40 sm:gap-4 sm:px-5">
      <span aria-hidden className={cn("mt-[0.45rem] size-2.5 shrink-0 rounded-full", colorClasses[color])} />
      <div className="grid min-w-0 grow gap-0.5">
        {mayWrite ? (
          <Link
            to={`/projects/${id}/edit`}
            prefetch="intent"
            className="justify-self-start wrap-anywhere font-medium hover:underline"
          >
            {name}
          </Link>
        ) : (
          <span className="wrap-anywhere font-medium">{name}</span>
        )}
        {description && <p className="truncate text-muted-foreground text-sm">{description}</p>}
        <p className="flex flex-wrap items-center gap-x-2 gap-y-1 pt-0.5 text-muted-foreground text-xs">
          <Status status={status} className="sm:hidden" />
          <span>
            <bdi>{ownerName}</bdi> · <When at={updatedAt} now={now} />
          </span>
        </p>
      </div>
      <div className="flex shrink-0 items-center gap-2 self-center">
        <Status status={status} className="max-sm:hidden" />
        <ButtonLink
          to={`/projects/${id}`}
          prefetch="intent"
          variant="ghost"
          size="sm"
          aria-label={t("listOf", { project: name })}
        >
          {t("list")}
        </ButtonLink>
        {project.mayArchive && <ArchiveButton id={id} name={name} />}
      </div>
    </li>
  );
}

/** Below the name on a narrow screen, in a column of its own on a wide one. */
function Status({ status, className }: { status: ProjectStatus; className: string }) {
  return (
    <Badge variant={statuses[status].variant} className={className}>
      {statuses[status].label}
    </Badge>
  );
}

function ArchiveButton({ id, name }: { id: string; name: string }) {
  return (
    <ConfirmDialog
      title="Archive this project?"
      description={
        <>
          “<bdi>{name}</bdi>” leaves the list and the dashboard. It stays under Archived.
        </>
      }
      confirmLabel="Archive"
    >
      {({ onSubmit }) => (
        <Form method="post" action={`/projects/${id}/archive`} onSubmit={onSubmit}>
          <Button
            type="submit"
            variant="ghost"
            size="sm"
            aria-label={`Archive ${name}`}
            className="max-sm:px-2"
          >
            <Archive aria-hidden />
            <span className="max-sm:hidden">Archive</span>
          </Button>
        </Form>
      )}
    </ConfirmDialog>
  );
}
