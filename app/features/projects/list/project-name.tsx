import { Link } from "@remix-run/react";
import { Pencil } from "lucide-react";
import { type KeyboardEvent, type SyntheticEvent, useEffect, useId, useRef, useState } from "react";
import { useTranslations } from "use-intl";
import { Input } from "#app/components/form/input.tsx";
import { useProblems } from "#app/i18n/use-problems.ts";
import type { useFieldChange } from "./use-field-change.ts";

type Props = {
  id: string;
  name: string;
  mayRename: boolean;
  change: ReturnType<typeof useFieldChange>;
};

/** The name in the list links to the project. The pencil turns it into a field, or without scripts links to the form. */
export function ProjectName({ id, name, mayRename, change }: Props) {
  const t = useTranslations("projects.row");
  const [isEditing, setEditing] = useState(false);
  const pencil = useRef<HTMLAnchorElement>(null);
  // The name when editing began: someone else may rename it meanwhile.
  const seen = useRef(name);
  const { pending, unsaved, dismiss, send } = change;
  const refused = unsaved?.outcome === "refused" ? unsaved : undefined;
  function begin(event: SyntheticEvent) {
    event.preventDefault();
    seen.current = name;
    setEditing(true);
  }
  if (isEditing || refused) {
    return (
      <NameField
        label={t("rename", { name })}
        initial={refused?.mine ?? seen.current}
        problem={refused?.problem}
        onDone={(typed, isByKey) => {
          setEditing(false);
          dismiss();
          if (typed !== undefined && typed !== seen.current) send(typed, seen.current);
          if (isByKey) requestAnimationFrame(() => pencil.current?.focus());
        }}
      />
    );
  }
  return (
    <span className="flex min-w-0 items-start gap-1">
      <Link
        to={`/projects/${id}`}
        prefetch="intent"
        className="wrap-anywhere min-w-0 font-medium hover:underline"
      >
        <bdi>{pending ?? name}</bdi>
      </Link>
      {mayRename && (
        <Link
          ref={pencil}
          to={`/projects/${id}/edit`}
          prefetch="intent"
          role="button"
          aria-label={t("rename", { name })}
          title={t("rename", { name })}
          onClick={begin}
          onKeyDown={(event) => event.key === " " && begin(event)}
          className="-my-0.5 grid size-7 shrink-0 place-items-center rounded-md text-muted-foreground hover:bg-muted hover:text-foreground focus-visible:opacity-100 group-hover/row:opacity-100 pointer-fine:opacity-0"
        >
          <Pencil aria-hidden className="size-3.5" />
        </Link>
      )}
    </span>
  );
}

type FieldProps = {
  label: string;
  initial: string;
  problem: string | undefined;
  /** Called with the input, or without it on cancel. */
  onDone: (typed: string | undefined, isByKey: boolean) => void;
};

/** Enter and blur save, Escape cancels. */
function NameField({ label, initial, problem, onDone }: FieldProps) {
  const field = useRef<HTMLInputElement>(null);
  const isOver = useRef(false);
  const isRefused = (typed: string) => problem !== undefined && typed === initial;
  const problemId = useId();
  const say = useProblems();
  useEffect(() => field.current?.select(), []);

  function finish(typed: string | undefined, isByKey: boolean) {
    if (isOver.current) return;
    isOver.current = true;
    onDone(typed, isByKey);
  }

  function onKeyDown({ key, nativeEvent, currentTarget }: KeyboardEvent<HTMLInputElement>) {
    // Enter may end an IME composition.
    if (nativeEvent.isComposing) return;
    if (key === "Enter") finish(currentTarget.value.trim(), true);
    if (key === "Escape") finish(undefined, true);
  }

  return (
    <span className="grid gap-1">
      <Input
        ref={field}
        aria-label={label}
        aria-invalid={problem ? true : undefined}
        aria-describedby={problem ? problemId : undefined}
        defaultValue={initial}
        autoComplete="off"
        onKeyDown={onKeyDown}
        onBlur={({ currentTarget: { value } }) => isRefused(value) || finish(value.trim(), false)}
        className="-my-1 -ml-2 h-8 px-2 font-medium"
      />
      {problem && (
        <span id={problemId} role="alert" className="text-danger text-sm">
          {say(problem)}
        </span>
      )}
    </span>
  );
}
