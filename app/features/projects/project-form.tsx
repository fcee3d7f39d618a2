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
import type { z } from "zod";
import { Button, ButtonLink } from "#app/components/button.tsx";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Field } from "#app/components/field.tsx";
import { Input } from "#app/components/input.tsx";
import { Notice, Problem } from "#app/components/notice.tsx";
import { Select } from "#app/components/select.tsx";
import { Textarea } from "#app/components/textarea.tsx";
import { useSubmitOnce } from "#app/features/use-submit-once.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { ColorField } from "./color-field.tsx";
import { projectSchema } from "./project-schema.ts";

type ProjectFields = { name?: string; description?: string; color?: string; status?: string };

type Props = {
  /** What the fields begin with: a project, or what was typed before. */
  defaultValue: ProjectFields;
  lastResult: SubmissionResult<string[]> | undefined;
  isDraft: boolean;
  /** A new project begins as active: its status is asked for only later. */
  isNew: boolean;
};

/** Works before scripts run: the server's answer brings back what was typed, with a message at each field. */
export function ProjectForm({ defaultValue, lastResult, isDraft, isNew }: Props) {
  const [form, fields] = useForm<ProjectFields, z.infer<typeof projectSchema>>({
    id: "project",
    lastResult,
    defaultValue,
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: projectSchema }),
  });
  const say = useProblems();
  const { isSending, onSubmit } = useSubmitOnce(form.onSubmit);
  return (
    <Form method="post" {...getFormProps(form)} onSubmit={onSubmit}>
      <Card>
        <CardContent className="grid gap-6">
          {form.errors && <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>}
          {isDraft && <Notice>Your sign-in was renewed. Nothing was lost: check it, and save again.</Notice>}
          <Field label="Name" errors={fields.name.errors}>
            <Input {...withoutKey(getInputProps(fields.name, { type: "text" }))} autoComplete="off" />
          </Field>
          <Field
            label="Description"
            optional
            hint="Up to 2,000 characters."
            errors={fields.description.errors}
          >
            <Textarea {...withoutKey(getTextareaProps(fields.description))} />
          </Field>
          <ColorField field={fields.color} />
          {!isNew && (
            <Field label="Status" errors={fields.status.errors}>
              <Select {...withoutKey(getSelectProps(fields.status))}>
                <option value="active">Active</option>
                <option value="paused">Paused</option>
                <option value="done">Done</option>
              </Select>
            </Field>
          )}
        </CardContent>
        <CardFooter>
          <Button type="submit" aria-disabled={isSending}>
            {isNew ? "Create project" : "Save changes"}
          </Button>
          <ButtonLink to="/projects" variant="ghost">
            Cancel
          </ButtonLink>
        </CardFooter>
      </Card>
    </Form>
  );
}

/** conform keys a control by its form's state; React wants a key given by itself, and the Field holds the control. */
function withoutKey<T extends { key?: unknown }>({ key: _, ...props }: T): Omit<T, "key"> {
  return props;
}
