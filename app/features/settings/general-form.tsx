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
import { useState } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Card, CardContent, CardFooter, CardHeader, CardTitle } from "#app/components/card.tsx";
import { Button } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { isLocale } from "#app/i18n/locale.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { AccentField } from "./accent/accent-field.tsx";
import { accents } from "./accent/accents.ts";
import { type GeneralFields, type GeneralValues, generalSchema, valuesSeen } from "./general-schema.ts";
import type { TimeZoneGroup } from "./time-zones.ts";

type Props = {
  defaultValue: GeneralFields;
  /** The stored settings. */
  stored: GeneralValues;
  /** Values that someone else stored meanwhile, to compare with the input. */
  theirs?: Partial<GeneralValues>;
  timeZones: TimeZoneGroup[];
  /** A new name that Clerk has not confirmed yet. */
  pendingName?: string;
  lastResult?: SubmissionResult<string[]>;
};

const noneOfTheirs: Partial<GeneralValues> = {};

export function GeneralForm(props: Props) {
  const { defaultValue, stored, theirs = noneOfTheirs, timeZones, pendingName, lastResult } = props;
  const t = useTranslations("settings.general");
  const common = useTranslations("common");
  const say = useProblems();
  const theirWord = useTheirWord(theirs);
  const seen = useSeen(valuesSeen(stored, undefined, undefined), theirs, lastResult);
  const [form, fields] = useForm<GeneralFields, z.infer<typeof generalSchema>>({
    id: "general",
    lastResult,
    defaultValue,
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: generalSchema }),
  });
  const { isSending, onSubmit } = useSubmitOnce(form.onSubmit);
  return (
    <Form method="post" {...getFormProps(form)} onSubmit={onSubmit}>
      <Card>
        <CardHeader>
          <CardTitle>{t("title")}</CardTitle>
        </CardHeader>
        <input type="hidden" name="wasName" value={seen.name} />
        <input type="hidden" name="wasLocale" value={seen.locale} />
        <input type="hidden" name="wasTimeZone" value={seen.timeZone} />
        <input type="hidden" name="wasAccent" value={seen.accent} />
        <CardContent className="grid grid-cols-1 gap-6">
          {form.errors && <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>}
          <Field
            label={t("name")}
            hint={theirWord.name ?? (pendingName ? t("pending", { name: pendingName }) : undefined)}
            errors={fields.name.errors}
          >
            <Input {...withoutKey(getInputProps(fields.name, { type: "text" }))} autoComplete="off" />
          </Field>
          <div className="grid grid-cols-1 items-start gap-6 sm:grid-cols-2">
            <Field
              label={t("locale")}
              hint={theirWord.locale ?? t("localeHint")}
              errors={fields.locale.errors}
            >
              <Select {...withoutKey(getSelectProps(fields.locale))}>
                <option value="any">{t("anyLocale")}</option>
                <option value="en">{common("language.en")}</option>
                <option value="es">{common("language.es")}</option>
              </Select>
            </Field>
            <TimeZoneField field={fields.timeZone} groups={timeZones} theirs={theirWord.timeZone} />
          </div>
          <AccentField accent={fields.accent} customAccent={fields.customAccent} theirs={theirWord.accent} />
        </CardContent>
        <CardFooter>
          <Button type="submit" aria-disabled={isSending}>
            {common("save")}
          </Button>
        </CardFooter>
      </Card>
    </Form>
  );
}

/**
 * The base values of the fields. They stay the same when the page revalidates, until an answer says what someone else
 * changed.
 */
function useSeen(stored: GeneralValues, theirs: Partial<GeneralValues>, lastResult: Props["lastResult"]) {
  const after = (before: GeneralValues) =>
    valuesSeen(before, lastResult?.initialValue as GeneralFields | undefined, theirs);
  const [seen, setSeen] = useState(() => after(stored));
  const [answer, setAnswer] = useState(lastResult);
  if (lastResult && lastResult !== answer) {
    setAnswer(lastResult);
    setSeen(after(seen));
  }
  return seen;
}

/** What someone else set each field to, as text. */
function useTheirWord({ name, locale, timeZone, accent }: Partial<GeneralValues>) {
  const t = useTranslations("settings");
  const common = useTranslations("common.language");
  const theirs = (value: string | undefined) => value && t("general.theirs", { value });
  const preset = accents.find(({ value }) => value === accent)?.name;
  return {
    name: theirs(name),
    locale: theirs(locale && (isLocale(locale) ? common(locale) : t("general.anyLocale"))),
    timeZone: theirs(timeZone?.replaceAll("_", " ")),
    accent: theirs(preset ? t(`accent.names.${preset}`) : accent),
  };
}

type TimeZoneProps = {
  field: FieldMetadata<string | undefined>;
  groups: TimeZoneGroup[];
  theirs: string | undefined;
};

/** A native select: typing the start of a name finds it. */
function TimeZoneField({ field, groups, theirs }: TimeZoneProps) {
  const t = useTranslations("settings.general");
  return (
    <Field label={t("timeZone")} hint={theirs ?? t("timeZoneHint")} errors={field.errors}>
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

/** conform puts a key among the props, but React wants it passed separately, and the Field needs none. */
function withoutKey<T extends { key?: unknown }>({ key: _, ...props }: T): Omit<T, "key"> {
  return props;
}
