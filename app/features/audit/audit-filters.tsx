import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { auditKinds } from "#app/features/features.ts";
import type { AuditChoices } from "./audit-filter.ts";

type Props = { choices: AuditChoices; actors: { id: string; name: string }[] };

/** A GET form, so that results have a URL. Works without scripts. */
export function AuditFilters({ choices, actors }: Props) {
  const t = useTranslations("audit");
  const isFiltered = Object.values(choices).some(Boolean);
  return (
    <Form
      method="get"
      aria-label={t("filters")}
      key={JSON.stringify(choices)}
      className="grid grid-cols-2 items-end gap-3 *:min-w-0 sm:grid-cols-3 lg:grid-cols-[1.4fr_1fr_1fr_1fr_auto]"
    >
      <Field label={t("actor")} className="max-sm:col-span-2">
        <Select name="actor" defaultValue={choices.actor ?? ""}>
          <option value="">{t("anybody")}</option>
          {actors.map(({ id, name }) => (
            <option key={id} value={id}>
              {name}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("kind")} className="max-sm:col-span-2">
        <Select name="kind" defaultValue={choices.kind ?? ""}>
          <option value="">{t("everything")}</option>
          {auditKinds.map((type) => (
            <option key={type} value={type}>
              {t(`kinds.${type}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("from")}>
        <Input type="date" name="from" className="min-w-0 px-2" defaultValue={choices.from} />
      </Field>
      <Field label={t("to")}>
        <Input type="date" name="to" className="min-w-0 px-2" defaultValue={choices.to} />
      </Field>
      <div className="col-span-full flex gap-2 lg:col-span-1">
        <Button type="submit" variant="secondary">
          {t("apply")}
        </Button>
        {isFiltered && (
          <ButtonLink to="/audit" variant="ghost">
            {t("clear")}
          </ButtonLink>
        )}
      </div>
    </Form>
  );
}
