import { Form } from "@remix-run/react";
import { useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Card, CardContent, CardFooter } from "#app/components/card.tsx";
import { Button, ButtonLink } from "#app/components/form/button.tsx";
import { When } from "#app/components/when.tsx";

/** A field that differs between the two versions, as text for the reader. */
export type ConflictField = { label: string; theirs: string; mine: string };

type Props = {
  /** Who saved first, or empty if unknown. */
  by: string;
  at: string;
  now: string;
  fields: readonly ConflictField[];
  /** What "Keep mine" submits: all fields, with the stored version. */
  resend: Record<string, string>;
  /** The form's action; the current page by default. */
  action?: string;
  /** The page that shows the stored version. */
  theirsAt: string;
};

/** Shows both versions of a record that someone else changed during the edit, and lets the member choose. Works without scripts. */
export function Conflict({ by, at, now, fields, resend, action, theirsAt }: Props) {
  const t = useTranslations("conflict");
  const heading = useRef<HTMLHeadingElement>(null);
  // It replaces the form, which had the focus.
  useEffect(() => heading.current?.focus(), []);
  const who = () => <bdi className="font-medium text-foreground">{by || t("somebody")}</bdi>;
  return (
    <Card>
      <CardContent className="grid grid-cols-1 gap-5">
        <div className="grid gap-1.5">
          <h2 ref={heading} tabIndex={-1} className="font-semibold text-lg tracking-tight outline-none">
            {t("title")}
          </h2>
          <p className="text-pretty text-muted-foreground text-sm leading-6">
            {t.rich("text", { who, when: () => <When at={at} now={now} /> })}
          </p>
        </div>
        <ul className="grid grid-cols-1 gap-4">
          {fields.map((field) => (
            <Versions key={field.label} field={field} />
          ))}
        </ul>
        <p className="text-pretty text-muted-foreground text-sm leading-6">{t("hint")}</p>
      </CardContent>
      <CardFooter>
        <Form method="post" action={action}>
          {Object.entries(resend).map(([name, value]) => (
            <input key={name} type="hidden" name={name} value={value} />
          ))}
          <Button type="submit">{t("keep")}</Button>
        </Form>
        <ButtonLink to={theirsAt} variant="secondary">
          {t("take")}
        </ButtonLink>
      </CardFooter>
    </Card>
  );
}

function Versions({ field: { label, theirs, mine } }: { field: ConflictField }) {
  const t = useTranslations("conflict");
  return (
    <li className="grid grid-cols-1 gap-1.5">
      <h3 className="font-medium text-sm">{label}</h3>
      <dl className="grid grid-cols-1 gap-px overflow-hidden rounded-md border bg-border sm:grid-cols-2">
        <Version name={t("theirs")} value={theirs} />
        <Version name={t("mine")} value={mine} />
      </dl>
    </li>
  );
}

function Version({ name, value }: { name: string; value: string }) {
  const t = useTranslations("conflict");
  return (
    <div className="grid grid-cols-1 content-start gap-1 bg-surface px-3 py-2.5">
      <dt className="text-muted-foreground text-xs">{name}</dt>
      <dd className="wrap-anywhere max-h-60 overflow-y-auto whitespace-pre-wrap text-sm leading-6">
        {value ? <bdi>{value}</bdi> : <span className="text-muted-foreground italic">{t("empty")}</span>}
      </dd>
    </div>
  );
}
