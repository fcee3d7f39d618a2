import {
  getFormProps,
  getInputProps,
  getSelectProps,
  getTextareaProps,
  type SubmissionResult,
  useForm,
} from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { Textarea } from "#app/components/form/textarea.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { ColorField } from "./color-field.tsx";
import { projectStatuses } from "./project-fields.ts";
import { editSchema } from "./project-schema.ts";

type ProjectFields = Partial<
  Record<"name" | "description" | "color" | "status" | "ownerId" | "version", string>
>;

type Props = {
  /** Initial values: a project, or earlier input. */
  defaultValue: ProjectFields;
  lastResult: SubmissionResult<string[]> | undefined;
  /** A new project is active and owned by its creator, so the form asks for status and owner only later. */
  isNew: boolean;
  /** The possible owners, if the member may change the owner. */
  owners?: { id: string; name: string }[];
};

/** Works without scripts: the server's response repeats the input, with a message at each field. */
export function ProjectForm({ defaultValue, lastResult, isNew, owners = [] }: Props) {
  const [form, fields] = useForm<ProjectFields, z.infer<typeof editSchema>>({
    id: "project",
    lastResult,
    defaultValue,
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: editSchema }),
  });
  const t = useTranslations("projects");
  const common = useTranslations("common");
  const say = useProblems();
  const { isSending, onSubmit } = useSubmitOnce(form.onSubmit);
  return (
    <Form method="post" {...getFormProps(form)} onSubmit={onSubmit}>
      {!isNew && <input {...withoutKey(getInputProps(fields.version, { type: "hidden" }))} />}
      <Card>
        <CardContent className="grid grid-cols-1 gap-6">
          {form.errors && <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>}
          <Field label={t("form.name")} errors={fields.name.errors}>
            <Input {...withoutKey(getInputProps(fields.name, { type: "text" }))} autoComplete="off" />
          </Field>
          <Field
            label={t("form.description")}
            optional
            hint={t("form.hint")}
            errors={fields.description.errors}
          >
            <Textarea {...withoutKey(getTextareaProps(fields.description))} />
          </Field>
          <ColorField field={fields.color} />
          {!isNew && (
            <div className="grid grid-cols-1 gap-6 sm:grid-cols-2">
              <Field label={t("form.status")} errors={fields.status.errors}>
                <Select {...withoutKey(getSelectProps(fields.status))}>
                  {projectStatuses.map((status) => (
                    <option key={status} value={status}>
                      {t(`status.${status}`)}
                    </option>
                  ))}
                </Select>
              </Field>
              {owners.length > 0 && (
                <Field label={t("form.owner")} errors={fields.ownerId.errors}>
                  <Select {...withoutKey(getSelectProps(fields.ownerId))}>
                    {owners.map(({ id, name }) => (
                      <option key={id} value={id}>
                        {name}
                      </option>
                    ))}
                  </Select>
                </Field>
              )}
            </div>
          )}
        </CardContent>
        <CardFooter>
          <Button type="submit" aria-disabled={isSending}>
            {isNew ? t("form.create") : common("save")}
          </Button>
          <ButtonLink to="/projects" variant="ghost">
            {common("cancel")}
          </ButtonLink>
        </CardFooter>
      </Card>
    </Form>
  );
}

/** conform puts a key among the props, but React wants it passed separately, and the Field needs none. */
function withoutKey<T extends { key?: unknown }>({ key: _, ...props }: T): Omit<T, "key"> {
  return props;
}
