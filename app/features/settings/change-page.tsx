import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/form/button.tsx";

export type ChangeView = {
  kind: "delete" | "restore" | "slug";
  state: "waiting" | "done" | "refused";
  reason: string | null;
  /** The workspace's page to continue from or return to. */
  workspaceUrl: string;
};

const known = ["slug-taken", "slug-released", "slug-reserved", "not-an-owner", "too-old"] as const;

/** The state of a request: pending, refused with the reason, or done because the workspace is closed. */
export function ChangePage({ kind, state, reason, workspaceUrl }: ChangeView) {
  const t = useTranslations("settings.change");
  const why = known.find((code) => code === reason) ?? "other";
  const isRefused = state === "refused";
  const title = state === "waiting" ? t(`waiting.${kind}`) : t(isRefused ? "refused" : "deleted");
  const text = state === "waiting" ? t("patience") : isRefused ? t(`reasons.${why}`) : t("deletedText");
  return (
    <div className="grid grow place-content-center justify-items-center gap-6 px-4 py-12 text-center">
      <div role="status" className="grid max-w-md gap-2">
        <h1 className="font-semibold text-2xl tracking-tight">{title}</h1>
        <p className="text-pretty text-muted-foreground leading-7">{text}</p>
      </div>
      {state === "waiting" ? (
        <span
          aria-hidden
          className="size-6 animate-spin rounded-full border-2 border-t-accent motion-reduce:animate-none"
        />
      ) : (
        <div className="flex flex-wrap justify-center gap-3">
          {isRefused && (
            <ButtonLink to={workspaceUrl} reloadDocument>
              {t("back")}
            </ButtonLink>
          )}
          <ButtonLink to="/workspaces" variant={isRefused ? "secondary" : "primary"}>
            {t("workspaces")}
          </ButtonLink>
        </div>
      )}
    </div>
  );
}
