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
  /** Where the choice is sent: the action of a LabelChoiceForm on the same page. */
  action: string;
  chosen: readonly LabelView[];
  /** All labels of the workspace, if the member may change the choice. */
  all?: readonly LabelView[];
};

/** The labels of a task or a project, and the controls that change them. They may stand inside another form. */
export function LabelChoice({ action, chosen, all }: Props) {
  const t = useTranslations("labels.choice");
  const say = useProblems();
  const { state, data } = useFetcher<Answer>({ key: action });
  const problem = state === "idle" ? data?.problem : undefined;
  if (!all && chosen.length === 0) return null;
  return (
    // Input here must not mark the surrounding form as changed.
    <div
      onInput={(event) => event.stopPropagation()}
      className="grid grid-cols-1 justify-items-start gap-1.5"
    >
      <LabelChips labels={chosen} />
      {all && (
        <Disclosure
          summary={<Summary isEmpty={chosen.length === 0} />}
          opens="down"
          fit="words"
          align="start"
          answers={[data]}
        >
          {all.length > 0 && (
            <>
              <Options form={action} all={all} chosen={chosen} />
              <Button type="submit" form={action} size="sm" aria-disabled={state !== "idle"} className="m-1">
                {t("save")}
              </Button>
            </>
          )}
          <Link
            to="/labels"
            prefetch="intent"
            className="rounded-md px-2.5 py-2 text-muted-foreground text-sm hover:bg-muted hover:text-foreground"
          >
            {t("manage")}
          </Link>
        </Disclosure>
      )}
      {problem && (
        <p role="alert" className="text-danger text-sm">
          {say(problem)}
        </p>
      )}
    </div>
  );
}

/** The form of a LabelChoice. Forms cannot be nested, so it stands outside any other form. */
export function LabelChoiceForm({ action }: { action: string }) {
  const fetcher = useFetcher<Answer>({ key: action });
  return <fetcher.Form id={action} method="post" action={action} className="hidden" />;
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

type OptionsProps = { form: string; all: readonly LabelView[]; chosen: readonly LabelView[] };

function Options({ form, all, chosen }: OptionsProps) {
  return (
    <>
      {chosen.map(({ id }) => (
        <input key={id} type="hidden" form={form} name="seen" value={id} />
      ))}
      <ul className="max-h-64 overflow-y-auto">
        {all.map((label) => (
          <Option
            key={label.id}
            form={form}
            label={label}
            isChosen={chosen.some(({ id }) => id === label.id)}
          />
        ))}
      </ul>
    </>
  );
}

type OptionProps = { form: string; label: LabelView; isChosen: boolean };

function Option({ form, label: { id, name, color }, isChosen }: OptionProps) {
  const control = useId();
  return (
    <li>
      <label
        htmlFor={control}
        className="flex min-h-9 cursor-pointer items-center gap-2.5 rounded-md px-2.5 py-1.5 text-sm hover:bg-muted max-lg:min-h-11"
      >
        <Checkbox
          id={control}
          key={String(isChosen)}
          form={form}
          name="label"
          value={id}
          defaultChecked={isChosen}
        />
        <LabelDot color={color} />
        <bdi className="wrap-anywhere min-w-0">{name}</bdi>
      </label>
    </li>
  );
}
