import { DoorOpen, Plus } from "lucide-react";
import { ButtonLink } from "#app/components/button.tsx";
import { EmptyState } from "#app/components/empty-state.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { WorkspaceCard, type WorkspaceView } from "./workspace-card.tsx";

export function WorkspaceList({ workspaces }: { workspaces: WorkspaceView[] }) {
  const isEmpty = workspaces.length === 0;
  return (
    <div className="mx-auto grid w-full max-w-5xl gap-8 px-4 py-10 sm:px-6 sm:py-14">
      <PageHeader
        title="Your workspaces"
        description={isEmpty ? undefined : "Open one, or create another."}
        actions={
          !isEmpty && (
            <ButtonLink to="/onboarding" variant="secondary">
              <Plus aria-hidden />
              Create a workspace
            </ButtonLink>
          )
        }
      />
      {isEmpty ? (
        <EmptyState
          icon={DoorOpen}
          title="No workspace yet"
          action={<ButtonLink to="/onboarding">Create a workspace</ButtonLink>}
        >
          Create one for your team. If you were invited to one, open the link in the invitation’s email.
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
