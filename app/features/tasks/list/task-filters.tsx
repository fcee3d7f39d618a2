import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { SearchInput } from "#app/components/form/search-input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { LabelSelect } from "#app/features/labels/label-select.tsx";
import type { LabelView } from "#app/features/labels/label-view.ts";
import { dues, isFiltered, sorts, type TaskChoices } from "#app/features/tasks/task-filter.ts";
import { taskStatuses } from "#app/features/tasks/task-schema.ts";
import type { PersonView } from "#app/features/tasks/task-view.ts";
import { useLiveFilters } from "#app/forms/use-live-filters.ts";

type Props = {
  action: string;
  choices: TaskChoices;
  people: readonly PersonView[];
  labels: readonly LabelView[];
};

/** Filters and order of a project's tasks. They are part of the URL, so that a view can be bookmarked and shared. */
export function TaskFilters({ action, choices, people, labels }: Props) {
  const t = useTranslations("tasks.filter");
  const { form, isLoading, onChange, onSubmit } = useLiveFilters();
  const { q } = choices;
  return (
    <Form
      ref={form}
      action={action}
      role="search"
      aria-label={t("label")}
      aria-busy={isLoading}
      onChange={onChange}
      onSubmit={onSubmit}
      className="grid grid-cols-2 gap-2 sm:flex sm:flex-wrap"
    >
      {/* With a filter by label, the choices fill a row of their own. */}
      <div
        className={cn("col-span-2 sm:min-w-44 sm:grow", labels.length > 0 ? "sm:basis-full" : "sm:basis-44")}
      >
        <SearchInput
          name="q"
          defaultValue={q}
          aria-label={t("search")}
          placeholder={t("search")}
          maxLength={200}
        />
      </div>
      <Choices choices={choices} people={people} labels={labels} />
      <noscript>
        <Button type="submit" variant="secondary">
          {t("apply")}
        </Button>
      </noscript>
      {isFiltered(choices) && (
        <ButtonLink to={action} variant="ghost" preventScrollReset className="max-sm:col-span-2">
          {t("clear")}
        </ButtonLink>
      )}
    </Form>
  );
}

function Choices({ choices, people, labels }: Omit<Props, "action">) {
  const t = useTranslations("tasks.filter");
  const status = useTranslations("tasks.status");
  const { assignee, due, sort } = choices;
  return (
    <>
      <Select name="status" defaultValue={choices.status ?? ""} aria-label={t("status")}>
        <option value="">{t("anyStatus")}</option>
        {taskStatuses.map((one) => (
          <option key={one} value={one}>
            {status(one)}
          </option>
        ))}
      </Select>
      <Select
        name="assignee"
        defaultValue={assignee ?? ""}
        aria-label={t("assignee")}
        className="sm:max-w-32"
      >
        <option value="">{t("anybody")}</option>
        <option value="me">{t("me")}</option>
        <option value="nobody">{t("nobody")}</option>
        {people.map(({ id, name }) => (
          <option key={id} value={id}>
            {name}
          </option>
        ))}
      </Select>
      <LabelSelect labels={labels} chosen={choices.label} className="sm:max-w-44" />
      <Select name="due" defaultValue={due ?? ""} aria-label={t("due")}>
        <option value="">{t("anyDay")}</option>
        {dues.map((one) => (
          <option key={one} value={one}>
            {t(`dues.${one}`)}
          </option>
        ))}
      </Select>
      <div className={labels.length > 0 ? "max-sm:col-span-2" : undefined}>
        <Select name="sort" defaultValue={sort === "board" ? "" : sort} aria-label={t("sort")}>
          {sorts.map((one) => (
            <option key={one} value={one === "board" ? "" : one}>
              {t(`sorts.${one}`)}
            </option>
          ))}
        </Select>
      </div>
    </>
  );
}
