import { useTranslations } from "use-intl";
import { Renamed } from "#app/features/conflict/field-conflict.tsx";
import type { ProjectStatus } from "#app/features/projects/project-fields.ts";
import type { Unsaved } from "./field-change.ts";

type Props = { conflict: Extract<Unsaved, { outcome: "conflict" }> };

/** Says how someone else changed a field, and what this member wanted to save. */
export function ConflictSummary({ conflict: { field, by, mine, theirs } }: Props) {
  const t = useTranslations("projects");
  const conflict = useTranslations("conflict");
  if (field === "name") return <Renamed by={by} mine={mine} theirs={theirs} />;
  const who = () => <bdi className="font-medium">{by || conflict("somebody")}</bdi>;
  const say = (status: string) => t(`status.${status as ProjectStatus}`);
  return t.rich("meanwhile", { who, mine: say(mine), theirs: say(theirs) });
}
