import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/button.tsx";
import { Card } from "#app/components/card.tsx";
import { Step } from "./step.tsx";
import { useProgress } from "./use-progress.ts";

/** Stays until the workspace is made. Without scripts the page reloads itself, and its loader leads on. */
export function OnboardingWait({ organizationId }: { organizationId: string }) {
  const t = useTranslations("onboarding");
  const { ready, slow } = useProgress(organizationId);
  return (
    <div className="grid grow place-content-center gap-8 px-4 py-12">
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
      <div className="grid gap-2 text-center">
        <h1 className="font-semibold text-2xl tracking-tight">{t("title")}</h1>
        <p className="text-muted-foreground">{t("text")}</p>
      </div>
      <Card className="w-[min(26rem,calc(100vw-2rem))] justify-self-center p-6">
        <ol aria-live="polite" className="grid gap-4">
          <Step state="done" title={t("created")} />
          <Step state={ready ? "done" : "active"} title={t("building")} />
          <Step state={ready ? "active" : "waiting"} title={t("opening")} />
        </ol>
      </Card>
      {slow && !ready && <Slow />}
    </div>
  );
}

function Slow() {
  const t = useTranslations("onboarding");
  return (
    <div role="status" className="grid max-w-sm justify-items-center gap-4 justify-self-center text-center">
      <p className="text-pretty text-muted-foreground text-sm leading-6">{t("slow")}</p>
      <ButtonLink to="/workspaces" variant="secondary" size="sm">
        {t("workspaces")}
      </ButtonLink>
    </div>
  );
}
