import { useTranslations } from "use-intl";
import { Card } from "#app/components/card.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { Step } from "./step.tsx";
import { useProgress } from "./use-progress.ts";

/** Shown until the workspace is ready. Without scripts the page reloads itself and its loader redirects. */
export function OnboardingWait({ organizationId }: { organizationId: string }) {
  const t = useTranslations("onboarding");
  const { state, slow } = useProgress(organizationId);
  const reached = steps.indexOf(state);
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
          <Step state={reached > 0 ? "done" : "active"} title={t("created")} />
          <Step state={stateOf(reached, 1, 2)} title={t("building")} />
          <Step state={stateOf(reached, 3, 4)} title={t("opening")} />
        </ol>
      </Card>
      {slow && state !== "ready" && <Slow />}
    </div>
  );
}

/** In order. The first list item covers the first phase, the second the next two. */
const steps = ["unknown", "waiting", "building", "opening", "ready"] as const;

function stateOf(reached: number, from: number, to: number): "waiting" | "active" | "done" {
  if (reached < from) return "waiting";
  return reached > to ? "done" : "active";
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
