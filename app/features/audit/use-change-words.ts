import { useFormatter, useTranslations } from "use-intl";
import { roles } from "#app/access/permissions.ts";
import { projectColors, projectStatuses } from "#app/features/projects/project-fields.ts";
import { taskStatuses } from "#app/features/tasks/task-schema.ts";
import { locales } from "#app/i18n/locale.ts";

/** The form labels of fields that can change. Other fields appear only in the export. */
const labels = {
  name: "projects.form.name",
  description: "projects.form.description",
  color: "projects.form.color",
  ownerId: "projects.form.owner",
  tasks: "titles.tasks",
  title: "tasks.title",
  notes: "tasks.notes",
  status: "tasks.statusLabel",
  assigneeId: "tasks.assignee",
  dueOn: "tasks.dueOn",
  project: "audit.project",
  labels: "labels.title",
  role: "members.filter.role",
  slug: "settings.owner.address",
  locale: "settings.general.locale",
  timeZone: "settings.general.timeZone",
  accent: "settings.accent.legend",
} as const;

/** Functions that name a changed field, undefined for internal ones, and its values. */
export function useChangeWords() {
  const t = useTranslations();
  const format = useFormatter();
  const sayField = (field: string): string | undefined =>
    field in labels ? t(labels[field as keyof typeof labels]) : undefined;
  const sayValue = (field: string, value: string): string => {
    if (field === "status" && isIn(taskStatuses, value)) return t(`tasks.status.${value}`);
    if (field === "status" && isIn(projectStatuses, value)) return t(`projects.status.${value}`);
    if (field === "color" && isIn(projectColors, value)) return t(`projects.colors.${value}`);
    if (field === "role" && isIn(roles, value)) return t(`common.role.${value}`);
    if (field === "locale" && isIn(locales, value)) return t(`common.language.${value}`);
    if (field === "dueOn" && value !== "")
      return format.dateTime(new Date(value), { dateStyle: "medium", timeZone: "UTC" });
    return value;
  };
  return { sayField, sayValue };
}

function isIn<Value extends string>(values: readonly Value[], value: string): value is Value {
  return (values as readonly string[]).includes(value);
}
