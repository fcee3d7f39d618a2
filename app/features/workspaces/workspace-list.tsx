import { DoorOpen, Plus } from "lucide-react";
import { useTranslations } from "use-intl";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { WorkspaceCard, type WorkspaceView } from "./workspace-card.tsx";

export function WorkspaceList({ workspaces }: { workspaces: WorkspaceView[] }) {
  const t = useTranslations("workspaces");
  const isEmpty = workspaces.length === 0;
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-8 px-4 py-10 sm:px-6 sm:py-14">
      <PageHeader
        title={t("title")}
        description={isEmpty ? undefined : t("description")}
        actions={
          !isEmpty && (
            <ButtonLink to="/onboarding" variant="secondary">
              <Plus aria-hidden />
              {t("create")}
            </ButtonLink>
          )
        }
      />
      {isEmpty ? (
        <EmptyState
          icon={DoorOpen}
          title={t("emptyTitle")}
          action={<ButtonLink to="/onboarding">{t("create")}</ButtonLink>}
        >
          {t("empty")}
        </EmptyState>
      ) : (
        <ul className="grid gap-4 sm:grid-cols-2">
          {workspaces.map((workspace) => (
            <li key={workspace.organizationId}>
              <WorkspaceCard workspace={workspace} />
            </li>
          ))}
        </ul>
      )}
    </div>
  );
}
