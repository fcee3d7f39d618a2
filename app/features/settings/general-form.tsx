import {
  type FieldMetadata,
  getFormProps,
  getInputProps,
  getSelectProps,
  type SubmissionResult,
  useForm,
} from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Button } from "#app/components/button.tsx";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "#app/components/card.tsx";
import { Field } from "#app/components/field.tsx";
import { Input } from "#app/components/input.tsx";
import { Notice, Problem } from "#app/components/notice.tsx";
import { Select } from "#app/components/select.tsx";
import { useProblems } from "#app/i18n/use-problems.ts";
import { AccentField } from "./accent-field.tsx";
import { type GeneralFields, type GeneralValues, generalSchema } from "./general-schema.ts";
import type { TimeZoneGroup } from "./time-zones.ts";

type Props = {
  defaultValue: GeneralFields;
  /** What is stored, to be told from what somebody else stores meanwhile. */
  stored: GeneralValues;
  timeZones: TimeZoneGroup[];
  /** A name that was given and is not back from Clerk yet. */
  pendingName?: string;
  isDraft: boolean;
  lastResult?: SubmissionResult<string[]>;
};

/** Sent as a document: the language and the time zone belong to the whole of it. */
export function GeneralForm({ defaultValue, stored, timeZones, pendingName, isDraft, lastResult }: Props) {
  const t = useTranslations("settings.general");
  const common = useTranslations("common");
  const say = useProblems();
  const [form, fields] = useForm<GeneralFields, z.infer<typeof generalSchema>>({
    id: "general",
    lastResult,
    defaultValue,
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: generalSchema }),
  });
  return (
    <Form method="post" reloadDocument {...getFormProps(form)}>
      <Card>
        <CardHeader>
          <CardTitle>{t("title")}</CardTitle>
        </CardHeader>
        <input type="hidden" name="wasName" value={stored.name} />
        <input type="hidden" name="wasLocale" value={stored.locale} />
        <input type="hidden" name="wasTimeZone" value={stored.timeZone} />
        <input type="hidden" name="wasAccent" value={stored.accent} />
        <CardContent className="grid grid-cols-1 gap-6">
          {form.errors && <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>}
          {isDraft && <Notice>{common("draftRestored")}</Notice>}
          <Field
            label={t("name")}
            hint={pendingName ? t("pending", { name: pendingName }) : undefined}
            errors={fields.name.errors}
          >
            <Input {...withoutKey(getInputProps(fields.name, { type: "text" }))} autoComplete="off" />
          </Field>
          <div className="grid grid-cols-1 gap-6 sm:grid-cols-2">
            <Field label={t("locale")} hint={t("localeHint")} errors={fields.locale.errors}>
              <Select {...withoutKey(getSelectProps(fields.locale))}>
                <option value="">{t("anyLocale")}</option>
                <option value="en">{common("language.en")}</option>
                <option value="es">{common("language.es")}</option>
              </Select>
            </Field>
            <TimeZoneField field={fields.timeZone} groups={timeZones} />
          </div>
          <AccentField accent={fields.accent} customAccent={fields.customAccent} />
        </CardContent>
        <CardFooter>
          <Button type="submit">{common("save")}</Button>
        </CardFooter>
      </Card>
    </Form>
  );
}

type TimeZoneProps = { field: FieldMetadata<string | undefined>; groups: TimeZoneGroup[] };

/** The browser's own list: typing the beginning of a name finds it. */
function TimeZoneField({ field, groups }: TimeZoneProps) {
  const t = useTranslations("settings.general");
  return (
    <Field label={t("timeZone")} hint={t("timeZoneHint")} errors={field.errors}>
      <Select {...withoutKey(getSelectProps(field))}>
        {groups.map(({ region, zones }) => (
          <optgroup key={region} label={region}>
            {zones.map((zone) => (
              <option key={zone} value={zone}>
                {zone.slice(zone.indexOf("/") + 1).replaceAll("_", " ")}
              </option>
            ))}
          </optgroup>
        ))}
      </Select>
    </Field>
  );
}

/** conform keys a control by its form's state; React wants a key given by itself, and the Field holds the control. */
function withoutKey<T extends { key?: unknown }>({ key: _, ...props }: T): Omit<T, "key"> {
  return props;
}
