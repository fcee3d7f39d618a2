import {
  type FieldMetadata,
  getFormProps,
  getInputProps,
  type SubmissionResult,
  useForm,
} from "@conform-to/react";
import { parseWithZod } from "@conform-to/zod/v4";
import { useFetcher } from "@remix-run/react";
import { useTranslations } from "use-intl";
import type { z } from "zod";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { useProblems } from "#app/i18n/use-problems.ts";
import { profileSchema } from "./profile-schema.ts";
import type { WelcomeView } from "./welcome-view.ts";

type Profile = Partial<WelcomeView["profile"]>;
type Props = WelcomeView & {
  lastResult?: SubmissionResult<string[]>;
};

/** The last step of joining a workspace: the member's own profile. */
export function Welcome({ workspace, slug, profile, lastResult }: Props) {
  const t = useTranslations("welcome");
  const say = useProblems();
  const fetcher = useFetcher<SubmissionResult<string[]>>();
  const isSending = fetcher.state !== "idle";
  const [form, fields] = useForm<Profile, z.infer<typeof profileSchema>>({
    id: "profile",
    lastResult: fetcher.data ?? lastResult,
    defaultValue: profile,
    shouldValidate: "onBlur",
    shouldRevalidate: "onInput",
    onValidate: ({ formData }) => parseWithZod(formData, { schema: profileSchema }),
  });
  return (
    <div className="grid max-w-xl grid-cols-1 gap-6">
      <PageHeader title={t("title", { workspace })} description={t("description")} />
      <fetcher.Form
        method="post"
        action={`/api/tenants/${slug}/users/onboarding`}
        {...getFormProps(form)}
        onSubmit={(event) => (isSending ? event.preventDefault() : form.onSubmit(event))}
      >
        <Card>
          <CardContent className="grid gap-6">
            {form.errors && <Problem id={form.errorId}>{form.errors.map(say).join(" ")}</Problem>}
            <div className="grid gap-6 sm:grid-cols-2">
              <Field label={t("firstName")} errors={fields.firstName.errors}>
                <Input {...control(fields.firstName)} autoComplete="given-name" />
              </Field>
              <Field label={t("lastName")} optional errors={fields.lastName.errors}>
                <Input {...control(fields.lastName)} autoComplete="family-name" />
              </Field>
            </div>
            <Field label={t("phone")} optional hint={t("phoneHint")} errors={fields.phone.errors}>
              <Input {...control(fields.phone)} type="tel" autoComplete="tel" />
            </Field>
          </CardContent>
          <CardFooter>
            <Button type="submit" aria-disabled={isSending}>
              {t("continue")}
            </Button>
            <ButtonLink to="/dashboard" variant="ghost">
              {t("later")}
            </ButtonLink>
          </CardFooter>
        </Card>
      </fetcher.Form>
    </div>
  );
}

/** conform puts a key among the props, but React wants it passed separately. */
function control(field: FieldMetadata<string | undefined>) {
  const { key: _, ...props } = getInputProps(field, { type: "text" });
  return props;
}
