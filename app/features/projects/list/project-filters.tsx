import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";
import { SearchInput } from "#app/components/form/search-input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { LabelSelect } from "#app/features/labels/label-select.tsx";
import type { LabelView } from "#app/features/labels/label-view.ts";
import { type ProjectChoices, projectSorts } from "#app/features/projects/project-address.ts";
import { projectStatuses } from "#app/features/projects/project-fields.ts";
import { useLiveFilters } from "#app/forms/use-live-filters.ts";

type Props = {
  choices: ProjectChoices;
  owners: { id: string; name: string }[];
  labels: readonly LabelView[];
  me: string;
};

/** A GET form, so that results have a URL. Choices apply immediately, or with the button without scripts. */
export function ProjectFilters({ choices, owners, labels, me }: Props) {
  const t = useTranslations("projects");
  const { form, onChange, onSubmit } = useLiveFilters();
  const { q, status = "", owner = "", sort, archived } = choices;
  return (
    <Form
      ref={form}
      method="get"
      action="/projects"
      role="search"
      aria-label={t("filters.label")}
      onChange={onChange}
      onSubmit={onSubmit}
      className="grid grid-cols-2 gap-2 *:min-w-0 sm:flex sm:flex-wrap"
    >
      {archived && <input type="hidden" name="archived" value="1" />}
      <div className="col-span-2 sm:min-w-44 sm:grow sm:basis-44">
        <SearchInput
          name="q"
          defaultValue={q}
          maxLength={100}
          aria-label={t("filters.search")}
          placeholder={t("filters.search")}
        />
      </div>
      <Select name="status" defaultValue={status} aria-label={t("filters.status")}>
        <option value="">{t("filters.anyStatus")}</option>
        {projectStatuses.map((value) => (
          <option key={value} value={value}>
            {t(`status.${value}`)}
          </option>
        ))}
      </Select>
      <Select name="owner" defaultValue={owner} aria-label={t("filters.owner")} className="sm:max-w-44">
        <option value="">{t("filters.anyOwner")}</option>
        <option value={me}>{t("filters.mine")}</option>
        {owners
          .filter(({ id }) => id !== me)
          .map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
      </Select>
      <LabelSelect labels={labels} chosen={choices.label} className="sm:max-w-44" />
      <div className={labels.length > 0 ? undefined : "max-sm:col-span-2"}>
        <Select name="sort" defaultValue={sort === "changed" ? "" : sort} aria-label={t("filters.sort")}>
          {projectSorts.map((value) => (
            <option key={value} value={value === "changed" ? "" : value}>
              {t(`sorts.${value}`)}
            </option>
          ))}
        </Select>
      </div>
      <noscript>
        <Button type="submit" variant="secondary">
          {t("filters.apply")}
        </Button>
      </noscript>
    </Form>
  );
}
