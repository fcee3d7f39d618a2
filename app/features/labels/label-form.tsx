import { getFormProps, getInputProps, type SubmissionResult, useForm } from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { ColorField } from "#app/features/projects/color-field.tsx";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { labelSchema } from "./label-schema.ts";
import type { LabelView } from "./label-view.ts";

type Fields = { name?: string; color?: string };
type Props = {
  /** The label to edit. Without it the form creates one. */
  label?: LabelView;
  lastResult: SubmissionResult<string[]> | undefined;
};

/** Works without scripts: the server's response repeats the input, with a message at each field. */
export function LabelForm({ label, lastResult }: Props) {
  const [form, fields] = useForm<Fields, z.infer<typeof labelSchema>>({
    id: "label",
    lastResult,
    defaultValue: label ?? { color: "blue" },
    shouldValidate: "onSubmit",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: labelSchema }),
  });
  const t = useTranslations("labels.form");
  const common = useTranslations("common");
  const say = useProblems();
  const { isSending, onSubmit } = useSubmitOnce(form.onSubmit);
  const { key: _, ...name } = getInputProps(fields.name, { type: "text" });
  return (
    <Form method="post" {...getFormProps(form)} onSubmit={onSubmit}>
      <Card>
        <CardContent className="grid grid-cols-1 items-start gap-5 sm:grid-cols-2">
          {form.errors && (
            <div className="sm:col-span-2">
              <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>
            </div>
          )}
          <Field label={t("name")} errors={fields.name.errors}>
            <Input {...name} autoComplete="off" />
          </Field>
          <ColorField field={fields.color} />
        </CardContent>
        <CardFooter>
          <Button type="submit" aria-disabled={isSending}>
            {label ? common("save") : t("create")}
          </Button>
          {label && (
            <ButtonLink to="/labels" variant="ghost">
              {common("cancel")}
            </ButtonLink>
          )}
        </CardFooter>
      </Card>
    </Form>
  );
}
