import type { SubmissionResult } from "@conform-to/react";
import { Form, useLocation, useNavigation } from "@remix-run/react";
import { Send } from "lucide-react";
import { useState } from "react";
import { useTranslations } from "use-intl";
import { mayManage, type Role, roles } from "#app/access/permissions.ts";
import { Card, CardContent } from "#app/components/card.tsx";
import { Button } from "#app/components/form/button.tsx";
import { Field } from "#app/components/form/field.tsx";
import { Input } from "#app/components/form/input.tsx";
import { Select } from "#app/components/form/select.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { useProblems } from "#app/i18n/use-problems.ts";

type Props = {
  /** The inviter's role, which limits the roles they can assign. */
  role: Role;
  /** The ids of the last requests, if the URL still has them. */
  sent: string;
  /** Refused addresses, to correct. */
  refused: string[];
  lastResult?: SubmissionResult<string[]>;
};

/** Invites people by email, with a role. The field is reset only once the request is sent. */
export function InviteForm({ role, sent, refused, lastResult }: Props) {
  const t = useTranslations("members.invite");
  const common = useTranslations("common");
  const say = useProblems();
  const problems = lastResult?.error?.[""];
  const { search } = useLocation();
  const { formAction, formData } = useNavigation();
  const isSending =
    formData !== undefined && formAction?.startsWith("/members") === true && formData.has("emails");
  const typed = lastResult?.initialValue ?? {};
  const [lastSent, setLastSent] = useState(sent);
  if (sent && sent !== lastSent) setLastSent(sent);
  const given = typed.emails?.toString() ?? refused.join(", ");
  return (
    <Form
      method="post"
      action={`/members${search}`}
      preventScrollReset
      noValidate={lastResult?.error !== undefined}
      onSubmit={(event) => isSending && event.preventDefault()}
      key={lastSent}
      aria-label={t("title")}
    >
      <Card>
        <CardContent className="grid grid-cols-1 gap-4">
          {problems && <Problem>{problems.map(say).join(" ")}</Problem>}
          <div className="grid grid-cols-1 items-start gap-4 sm:grid-cols-[1fr_11rem_auto]">
            <Field label={t("emails")} hint={t("hint")} errors={lastResult?.error?.emails ?? []}>
              <Input
                type="email"
                name="emails"
                multiple
                required
                defaultValue={given}
                placeholder={t("placeholder")}
                autoComplete="off"
                spellCheck={false}
              />
            </Field>
            <Field label={t("role")} errors={lastResult?.error?.role ?? []}>
              <Select name="role" defaultValue={typed.role?.toString() ?? "member"}>
                {roles
                  .filter((each) => mayManage(role, each))
                  .map((each) => (
                    <option key={each} value={each}>
                      {common(`role.${each}`)}
                    </option>
                  ))}
              </Select>
            </Field>
            <Button type="submit" aria-disabled={isSending} className="sm:mt-[1.625rem]">
              <Send aria-hidden />
              {t(isSending ? "sending" : "submit")}
            </Button>
          </div>
        </CardContent>
      </Card>
    </Form>
  );
}
