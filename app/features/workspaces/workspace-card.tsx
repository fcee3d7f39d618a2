import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { Badge } from "#app/components/badge.tsx";

export type WorkspaceView = {
  organizationId: string;
  name: string;
  imageUrl: string;
  role: "owner" | "admin" | "member" | "viewer";
  url?: string;
};

/** The whole card links to the workspace, or to the waiting page while it is being created. */
export function WorkspaceCard({ workspace }: { workspace: WorkspaceView }) {
  const t = useTranslations("workspaces");
  const common = useTranslations("common");
  const { organizationId, name, imageUrl, role, url } = workspace;
  return (
    <a
      href={url ?? `/onboarding?organization=${encodeURIComponent(organizationId)}`}
      className="group flex h-full items-center gap-4 rounded-lg border bg-surface p-4 shadow-xs transition-colors hover:border-control-border hover:bg-muted/40 sm:p-5"
    >
      <Avatar name={name} src={imageUrl} size="md" shape="square" />
      <span className="grid min-w-0 grow gap-0.5">
        <span className="flex min-w-0 items-center gap-2">
          <span className="truncate font-semibold">{name}</span>
          <Badge variant={url ? "neutral" : "warning"}>{url ? common(`role.${role}`) : t("notReady")}</Badge>
        </span>
        <span className="truncate text-muted-foreground text-sm">
          {url ? new URL(url).host : t("beingMade")}
        </span>
      </span>
      <ChevronRight
        aria-hidden
        className="size-4 shrink-0 text-muted-foreground transition-transform group-hover:translate-x-0.5"
      />
    </a>
  );
}
