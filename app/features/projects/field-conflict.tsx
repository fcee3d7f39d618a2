import { useTranslations } from "use-intl";
import { Button } from "#app/components/button.tsx";
import type { Unsaved } from "./field-change.ts";
import type { ProjectStatus } from "./project-fields.ts";

export type Conflicting = Extract<Unsaved, { outcome: "conflict" }>;

type Props = {
  /** Of the project, where it does not stand beside it. */
  name?: string;
  conflict: Conflicting;
  onKeep: () => void;
  onTake: () => void;
};

/** In the list: somebody else changed the same field first. */
export function FieldConflict({ name, conflict, onKeep, onTake }: Props) {
  const t = useTranslations("conflict");
  return (
    <div
      role="alert"
      className="mt-2 grid gap-2 rounded-md bg-warning-soft px-3 py-2.5 text-sm text-warning-soft-foreground"
    >
      <p className="wrap-anywhere">
        {name && (
          <>
            <bdi className="font-medium">{name}</bdi>:{" "}
          </>
        )}
        <WhatHappened conflict={conflict} />
      </p>
      <div className="flex flex-wrap gap-2">
        <Button size="sm" variant="secondary" onClick={onKeep}>
          {t("keep")}
        </Button>
        <Button size="sm" variant="secondary" onClick={onTake}>
          {t("take")}
        </Button>
      </div>
    </div>
  );
}

function WhatHappened({ conflict: { field, by, mine, theirs } }: { conflict: Conflicting }) {
  const t = useTranslations("projects");
  const conflict = useTranslations("conflict");
  const who = () => <bdi className="font-medium">{by || conflict("somebody")}</bdi>;
  if (field === "name")
    return t.rich("meanwhile.name", {
      who,
      mine: () => <bdi>{mine}</bdi>,
      theirs: () => <bdi>{theirs}</bdi>,
    });
  const say = (status: string) => t(`status.${status as ProjectStatus}`);
  return t.rich("meanwhile.status", { who, mine: say(mine), theirs: say(theirs) });
}
