import type { SubmissionResult } from "@conform-to/react";
import { Form } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/button.tsx";
import { Card, CardContent } from "#app/components/card.tsx";
import { Field } from "#app/components/field.tsx";
import { Input } from "#app/components/input.tsx";
import { useSubmitOnce } from "#app/features/use-submit-once.ts";

type Props = {
  lastResult: SubmissionResult<string[]> | undefined;
  draft: Record<string, string> | undefined;
  /** Another one empties the form: a task was added. */
  count: number;
};

/** One line adds a task; the server's answer brings back what was refused, and why. */
export function TaskForm({ lastResult, draft, count }: Props) {
  const t = useTranslations("tasks");
  const { isSending, onSubmit } = useSubmitOnce(() => {});
  const typed = (lastResult?.initialValue ?? draft) as Record<string, string> | undefined;
  return (
    <Form
      method="post"
      aria-label={t("add")}
      key={`${count} ${JSON.stringify(typed)}`}
      onSubmit={onSubmit}
      noValidate
    >
      <Card>
        <CardContent className="grid items-start gap-4 sm:grid-cols-[1fr_11rem_auto_auto]">
          <Field label={t("title")} errors={lastResult?.error?.title ?? []}>
            <Input name="title" defaultValue={typed?.title} autoComplete="off" />
          </Field>
          <Field label={t("dueOn")} errors={lastResult?.error?.dueOn ?? []}>
            <Input type="date" name="dueOn" defaultValue={typed?.dueOn} />
          </Field>
          <label className="flex h-10 items-center gap-2 text-sm sm:mt-6.5">
            <input
              type="checkbox"
              name="mine"
              defaultChecked={typed ? typed.mine === "on" : true}
              className="size-4 accent-accent"
            />
            {t("assignMe")}
          </label>
          <Button type="submit" aria-disabled={isSending} className="sm:mt-6.5">
            {t("save")}
          </Button>
        </CardContent>
      </Card>
    </Form>
  );
}
