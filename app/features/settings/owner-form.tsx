import { Form } from "@remix-run/react";
import type { ReactElement, ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { useSubmitOnce } from "#app/forms/use-submit-once.ts";
import { useProblems } from "#app/i18n/use-problems.ts";

export type OwnerFormProps = {
  /** Explains the consequences. */
  effects: string[];
  /** An extra field before the confirmation. */
  children?: ReactElement;
  confirmationLabel: ReactNode;
  errors: Partial<Record<string, string[] | null>>;
  typed?: string;
  submit: string;
  variant?: "danger";
};

/** A form for hard-to-reverse changes: it explains them and asks to type a confirmation. Works without scripts. */
export function OwnerForm(props: OwnerFormProps) {
  const { effects, children, confirmationLabel, errors, typed, submit, variant } = props;
  const common = useTranslations("common");
  const say = useProblems();
  const problems = errors[""];
  const { isSending, onSubmit } = useSubmitOnce(() => {});
  return (
    <Form method="post" onSubmit={onSubmit}>
      <Card>
        <CardContent className="grid grid-cols-1 gap-6">
          {problems && <Problem>{problems.map(say).join(" ")}</Problem>}
          <ul className="grid list-disc gap-2 pl-5 text-pretty text-sm leading-6 marker:text-muted-foreground">
            {effects.map((effect) => (
              <li key={effect}>{effect}</li>
            ))}
          </ul>
          {children}
          <Field label={confirmationLabel} errors={errors.confirmation ?? []}>
            <Input
              name="confirmation"
              required
              defaultValue={typed}
              autoComplete="off"
              autoCapitalize="none"
              spellCheck={false}
            />
          </Field>
        </CardContent>
        <CardFooter>
          <Button type="submit" variant={variant} aria-disabled={isSending}>
            {submit}
          </Button>
          <ButtonLink to="/settings" variant="ghost">
            {common("cancel")}
          </ButtonLink>
        </CardFooter>
      </Card>
    </Form>
  );
}
