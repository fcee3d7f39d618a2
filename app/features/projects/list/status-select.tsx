import { ChevronDown } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { Button } from "#app/components/form/button.tsx";
import { type ProjectStatus, projectStatuses } from "#app/features/projects/project-fields.ts";
import { statusLooks } from "#app/features/projects/status-looks.ts";
import type { useFieldChange } from "./use-field-change.ts";

type Props = {
  name: string;
  status: ProjectStatus;
  change: ReturnType<typeof useFieldChange>;
};

/** The status of a project, editable in the list. A choice applies immediately, or with a button without scripts. */
export function StatusSelect({ name, status, change }: Props) {
  const t = useTranslations("projects");
  const { Form, action, pending, send } = change;
  const shown = (pending as ProjectStatus | undefined) ?? status;
  return (
    <Form method="post" action={action} className="flex items-center gap-1">
      <input type="hidden" name="seen" value={status} />
      <span className={cn("relative block rounded-full", statusLooks[shown])}>
        <select
          name="status"
          value={shown}
          aria-label={t("row.statusOf", { name })}
          onChange={({ currentTarget }) => send(currentTarget.value, status)}
          className="h-7 w-full cursor-pointer appearance-none rounded-full border border-transparent bg-transparent py-0 pr-7 pl-3 font-medium text-xs hover:border-current"
        >
          {projectStatuses.map((value) => (
            <option key={value} value={value} className="bg-surface text-foreground">
              {t(`status.${value}`)}
            </option>
          ))}
        </select>
        <ChevronDown aria-hidden className="pointer-events-none absolute top-2 right-2.5 size-3" />
      </span>
      <noscript>
        <Button type="submit" size="sm" variant="ghost">
          {t("row.setStatus")}
        </Button>
      </noscript>
    </Form>
  );
}
