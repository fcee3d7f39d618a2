import { Link, useFetcher } from "@remix-run/react";
import { Tag } from "lucide-react";
import { useId } from "react";
import { useTranslations } from "use-intl";
import { Button } from "#app/components/form/button.tsx";
import { Checkbox } from "#app/components/form/checkbox.tsx";
import { Disclosure } from "#app/features/workspace/disclosure.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { LabelChips, LabelDot } from "./label-chips.tsx";
import type { LabelView } from "./label-view.ts";

type Props = {
  /** Where the choice is sent. */
  action: string;
  chosen: readonly LabelView[];
  /** All labels of the workspace, for those who may choose. */
  all?: readonly LabelView[];
};

/** The labels of a task or a project, and the form that changes them. */
export function LabelChoice({ action, chosen, all }: Props) {
  const t = useTranslations("labels");
  const say = useProblems();
  const fetcher = useFetcher<Answer>({ key: action });
  const problem = fetcher.state === "idle" ? fetcher.data?.problem : undefined;
  if (!all && chosen.length === 0) return null;
  return (
    <div className="flex flex-wrap items-center gap-2">
      <LabelChips labels={chosen} />
      {all && (
        <Disclosure
          label=""
          summary={<Summary isEmpty={chosen.length === 0} />}
          opens="down"
          fit="words"
          answers={[fetcher.data]}
        >
          {all.length > 0 && (
            <fetcher.Form method="post" action={action} className="grid grid-cols-1 gap-1">
              {chosen.map(({ id }) => (
                <input key={id} type="hidden" name="seen" value={id} />
              ))}
              <ul className="max-h-64 overflow-y-auto">
                {all.map((label) => (
                  <Option key={label.id} label={label} isChosen={chosen.some(({ id }) => id === label.id)} />
                ))}
              </ul>
              <Button type="submit" size="sm" aria-disabled={fetcher.state !== "idle"} className="m-1">
                {t("choice.save")}
              </Button>
            </fetcher.Form>
          )}
          <Link
            to="/labels"
            prefetch="intent"
            className="rounded-md px-2.5 py-2 text-muted-foreground text-sm hover:bg-muted hover:text-foreground"
          >
            {t("choice.manage")}
          </Link>
        </Disclosure>
      )}
      {problem && (
        <p role="alert" className="basis-full text-danger text-sm">
          {say(problem)}
        </p>
      )}
    </div>
  );
}

function Summary({ isEmpty }: { isEmpty: boolean }) {
  const t = useTranslations("labels.choice");
  return (
    <span className="flex items-center gap-1.5 text-muted-foreground text-xs">
      <Tag aria-hidden className="size-3.5" />
      {t(isEmpty ? "add" : "open")}
    </span>
  );
}

function Option({ label: { id, name, color }, isChosen }: { label: LabelView; isChosen: boolean }) {
  const control = useId();
  return (
    <li>
      <label
        htmlFor={control}
        className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm hover:bg-muted max-lg:min-h-11"
      >
        <Checkbox id={control} key={String(isChosen)} name="label" value={id} defaultChecked={isChosen} />
        <LabelDot color={color} />
        <bdi className="wrap-anywhere min-w-0">{name}</bdi>
      </label>
    </li>
  );
}
