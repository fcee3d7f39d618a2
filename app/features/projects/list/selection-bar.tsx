import type { FetcherWithComponents } from "@remix-run/react";
import { Archive, ArchiveRestore } from "lucide-react";
import { useEffect, useId, useState } from "react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { Button } from "#app/components/form/button.tsx";
import { Checkbox } from "#app/components/form/checkbox.tsx";
import type { useSelection } from "./use-selection.ts";

type Props = {
  form: string;
  archived: boolean;
  fetcher: FetcherWithComponents<unknown>;
  selection: ReturnType<typeof useSelection>;
};

/** The number of selected rows and the bulk actions, above the rows. Works without scripts. */
export function SelectionBar({ form, archived, fetcher, selection }: Props) {
  const t = useTranslations("projects.select");
  const id = useId();
  const [hasScripts, setHasScripts] = useState(false);
  useEffect(() => setHasScripts(true), []);
  const { selected, isAll, selectEvery, clear } = selection;
  const count = selected.length;
  const isIdle = hasScripts && count === 0;
  const Icon = archived ? ArchiveRestore : Archive;
  return (
    <fetcher.Form
      id={form}
      method="post"
      action={archived ? "/projects/restoration" : "/projects/archive"}
      // The form is read before the boxes are cleared, so that Undo brings the rows back unchecked.
      onSubmit={(event) => (isIdle ? event.preventDefault() : clear())}
      className="sticky top-0 z-10 flex h-12 items-center gap-3 rounded-t-lg border-b bg-surface px-4 text-sm sm:gap-4 sm:px-5"
    >
      <label
        htmlFor={id}
        className={cn(
          "-my-2 flex cursor-pointer items-center gap-3 py-2 sm:gap-4",
          !hasScripts && "invisible",
        )}
      >
        <Checkbox
          id={id}
          checked={isAll}
          isMixed={count > 0 && !isAll}
          onChange={() => (isAll ? clear() : selectEvery())}
        />
        {/* A narrow screen has room for only one of the two. */}
        <span className={cn("text-muted-foreground", count > 0 && "max-sm:sr-only")}>{t("all")}</span>
      </label>
      <span aria-live="polite" className="font-medium">
        {count > 0 && t("count", { count })}
      </span>
      {count > 0 && (
        <Button variant="ghost" size="sm" onClick={clear} className="max-sm:hidden">
          {t("clear")}
        </Button>
      )}
      <Button
        type="submit"
        variant="secondary"
        size="sm"
        aria-disabled={isIdle}
        aria-label={t(archived ? "restore" : "archive")}
        className="ml-auto max-sm:px-2"
      >
        <Icon aria-hidden />
        <span className="max-sm:hidden">{t(archived ? "restore" : "archive")}</span>
      </Button>
    </fetcher.Form>
  );
}
