import { useTranslations } from "use-intl";
import { Conflict } from "#app/features/conflict/conflict.tsx";
import type { ProjectColor, ProjectStatus } from "./project-fields.ts";

type Version = {
  name: string;
  description: string;
  color: string;
  status: string;
  ownerId: string;
  ownerName: string;
};

export type ProjectConflictView = {
  by: string;
  at: string;
  now: string;
  /** The stored project. */
  version: number;
  theirs: Version;
  mine: Version;
  /** Without it the owner is not submitted again, because the member may not choose it. */
  mayHandOver: boolean;
};

export function ProjectConflict({ conflict, theirsAt }: { conflict: ProjectConflictView; theirsAt: string }) {
  const t = useTranslations("projects");
  const { by, at, now, version, theirs, mine, mayHandOver } = conflict;
  const rows = [
    { label: t("form.name"), of: ({ name }: Version) => name },
    { label: t("form.description"), of: ({ description }: Version) => description },
    { label: t("form.color"), of: ({ color }: Version) => t(`colors.${color as ProjectColor}`) },
    { label: t("form.status"), of: ({ status }: Version) => t(`status.${status as ProjectStatus}`) },
    { label: t("form.owner"), of: ({ ownerName }: Version) => ownerName },
  ];
  const fields = rows.map(({ label, of }) => ({ label, theirs: of(theirs), mine: of(mine) }));
  const { ownerName: _, ownerId, ...sent } = mine;
  return (
    <Conflict
      by={by}
      at={at}
      now={now}
      fields={fields.filter((field) => field.theirs !== field.mine)}
      resend={{ ...sent, ...(mayHandOver && { ownerId }), version: String(version) }}
      theirsAt={theirsAt}
    />
  );
}
