import {
  getFormProps,
  getInputProps,
  getSelectProps,
  getTextareaProps,
  type SubmissionResult,
  useForm,
} from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { Form, useFetcher } from "@remix-run/react";
import { Check, Trash2 } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { Textarea } from "#app/components/form/textarea.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { AssigneeOptions } from "#app/features/tasks/assignee-options.tsx";
import type { TaskDetails, TaskFormFields } from "#app/features/tasks/task-details.ts";
import { taskSchema, taskStatuses } from "#app/features/tasks/task-schema.ts";
import type { PersonView } from "#app/features/tasks/task-view.ts";
import type { Answer } from "#app/forms/answer.ts";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { History } from "./task-facts.tsx";

type Props = {
  task: TaskDetails;
  people: PersonView[];
  /** The choice of its labels, which is saved by itself. */
  labels: ReactNode;
  now: string;
  /** Earlier input, shown instead of the stored values. */
  typed: TaskFormFields | undefined;
  lastResult: SubmissionResult<string[]> | undefined;
  /** The last submission succeeded. */
  isSaved: boolean;
  onInput: () => void;
  onSent: () => void;
};

/** Works without scripts: the server's response repeats the input, with a message at each field. */
export function TaskForm({ task, people, labels, now, typed, lastResult, isSaved, onInput, onSent }: Props) {
  const t = useTranslations("tasks");
  const say = useProblems();
  const [form, fields] = useForm<TaskFormFields, z.infer<typeof taskSchema>>({
    id: "task",
    lastResult,
    defaultValue: typed ?? toFields(task),
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: taskSchema }),
  });
  const { isSending, onSubmit } = useSubmitOnce((event) => {
    form.onSubmit(event);
    if (!event.defaultPrevented) onSent();
  });
  return (
    <Form method="post" {...getFormProps(form)} onInput={onInput} onSubmit={onSubmit}>
      <h1 className="sr-only">{task.title}</h1>
      {/* Earlier input is based on the version that came with it. */}
      <input type="hidden" name="version" value={typed?.version ?? task.version} />
      <Card>
        <CardContent className="grid grid-cols-1 gap-6 lg:grid-cols-[minmax(0,1fr)_15rem] lg:gap-8">
          <div className="grid grid-cols-1 content-start gap-5">
            {form.errors && <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>}
            <Field label={t("title")} errors={fields.title.errors}>
              <Input
                {...withoutKey(getInputProps(fields.title, { type: "text" }))}
                autoComplete="off"
                className="h-11 font-semibold text-lg sm:text-lg"
              />
            </Field>
            <Field label={t("notes")} optional errors={fields.notes.errors}>
              <Textarea {...withoutKey(getTextareaProps(fields.notes))} rows={8} className="min-h-48" />
            </Field>
          </div>
          <div className="grid grid-cols-1 content-start gap-5 sm:max-lg:grid-cols-3">
            <Choices task={task} people={people} fields={fields} />
            <fieldset className="grid min-w-0 grid-cols-1 content-start sm:max-lg:col-span-3">
              <legend className="mb-1.5 font-medium text-sm">{t("labels")}</legend>
              {labels}
            </fieldset>
            <History task={task} now={now} className="sm:max-lg:col-span-3" />
          </div>
        </CardContent>
        <Footer task={task} isSending={isSending} isSaved={isSaved} />
      </Card>
    </Form>
  );
}

type Fields = ReturnType<typeof useForm<TaskFormFields, z.infer<typeof taskSchema>>>[1];

function Choices({ task, people, fields }: Pick<Props, "task" | "people"> & { fields: Fields }) {
  const t = useTranslations("tasks");
  return (
    <>
      <Field label={t("statusLabel")} errors={fields.status.errors}>
        <Select {...withoutKey(getSelectProps(fields.status))}>
          {taskStatuses.map((status) => (
            <option key={status} value={status}>
              {t(`status.${status}`)}
            </option>
          ))}
        </Select>
      </Field>
      <Field label={t("assignee")} errors={fields.assigneeId.errors}>
        <Select {...withoutKey(getSelectProps(fields.assigneeId))}>
          <AssigneeOptions people={people} assigneeId={task.assigneeId} assigneeName={task.assigneeName} />
        </Select>
      </Field>
      <Field label={t("dueOn")} errors={fields.dueOn.errors}>
        <Input {...withoutKey(getInputProps(fields.dueOn, { type: "date" }))} />
      </Field>
    </>
  );
}

/** Deletion sends no input, and keeps it when it is refused. */
function Footer({ task, isSending, isSaved }: Pick<Props, "task" | "isSaved"> & { isSending: boolean }) {
  const t = useTranslations("tasks");
  const common = useTranslations("common");
  const say = useProblems();
  const deletion = useFetcher<Answer>();
  const isBusy = isSending || deletion.state !== "idle";
  const problem = deletion.state === "idle" ? deletion.data?.problem : undefined;
  return (
    <CardFooter>
      {problem && (
        <div className="basis-full">
          <Problem>{say(problem)}</Problem>
        </div>
      )}
      <Button type="submit" aria-disabled={isBusy}>
        {common("save")}
      </Button>
      <span role="status" className="flex items-center gap-1.5 text-muted-foreground text-sm empty:hidden">
        {isSaved && (
          <>
            <Check aria-hidden className="size-4 text-accent" />
            {t("saved")}
          </>
        )}
      </span>
      <Button
        type="submit"
        formAction={`/tasks/${task.id}/deletion`}
        formNoValidate
        variant="ghost"
        aria-disabled={isBusy}
        onClick={(event) => {
          event.preventDefault();
          if (!isBusy) deletion.submit(event.currentTarget);
        }}
        className="ml-auto px-3 hover:bg-danger-soft hover:text-danger-soft-foreground"
      >
        <Trash2 aria-hidden />
        {t("delete")}
      </Button>
    </CardFooter>
  );
}

function toFields({ title, notes, status, assigneeId, dueOn }: TaskDetails): TaskFormFields {
  return { title, notes, status, assigneeId: assigneeId ?? "", dueOn: dueOn ?? "" };
}

/** conform puts a key among the props, but React wants it passed separately, and the Field needs none. */
function withoutKey<T extends { key?: unknown }>({ key: _, ...props }: T): Omit<T, "key"> {
  return props;
}
