import { Archive, FolderKanban, SearchX } from "lucide-react";
import { useTranslations } from "use-intl";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { isNarrowed, type ProjectChoices, toAddress } from "#app/features/projects/project-address.ts";

/** Shown instead of an empty list: no matches, nothing archived, or no projects yet. */
export function NoProjects({ choices, mayWrite }: { choices: ProjectChoices; mayWrite: boolean }) {
  const t = useTranslations("projects");
  const { archived, sort } = choices;
  if (isNarrowed(choices))
    return (
      <EmptyState
        icon={SearchX}
        title={t("empty.foundTitle")}
        action={
          <ButtonLink to={toAddress({ archived, sort, q: "" })} variant="secondary">
            {t("filters.clear")}
          </ButtonLink>
        }
      >
        {t("empty.found")}
      </EmptyState>
    );
  if (archived)
    return (
      <EmptyState icon={Archive} title={t("empty.archivedTitle")}>
        {t("empty.archived")}
      </EmptyState>
    );
  return (
    <EmptyState
      icon={FolderKanban}
      title={t("empty.title")}
      action={mayWrite && <ButtonLink to="/projects/new">{t("empty.create")}</ButtonLink>}
    >
      {t(mayWrite ? "empty.write" : "empty.read")}
    </EmptyState>
  );
}
