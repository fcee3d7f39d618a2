import { ButtonLink } from "#app/components/button.tsx";
import { Card } from "#app/components/card.tsx";
import { Step } from "./step.tsx";
import { useProgress } from "./use-progress.ts";

/** Stays until the workspace is made. Without scripts the page reloads itself, and its loader leads on. */
export function OnboardingWait({ organizationId }: { organizationId: string }) {
  const { ready, slow } = useProgress(organizationId);
  return (
    <div className="grid grow place-content-center gap-8 px-4 py-12">
      <noscript>
        <meta httpEquiv="refresh" content="2" />
      </noscript>
      <div className="grid gap-2 text-center">
        <h1 className="font-semibold text-2xl tracking-tight">Your workspace is being made</h1>
        <p className="text-muted-foreground">This takes a few seconds. You will be taken there.</p>
      </div>
      <Card className="w-[min(26rem,calc(100vw-2rem))] justify-self-center p-6">
        <ol aria-live="polite" className="grid gap-4">
          <Step state="done" title="Organization created" />
          <Step state={ready ? "done" : "active"} title="Making room for its data" />
          <Step state={ready ? "active" : "waiting"} title="Opening it for you" />
        </ol>
      </Card>
      {slow && !ready && <Slow />}
    </div>
  );
}

function Slow() {
  return (
    <div role="status" className="grid max-w-sm justify-items-center gap-4 justify-self-center text-center">
      <p className="text-pretty text-muted-foreground text-sm leading-6">
        This takes longer than usual. Nothing is lost: leave this page open, or come back later. It goes on
        without you.
      </p>
      <ButtonLink to="/workspaces" variant="secondary" size="sm">
        Your workspaces
      </ButtonLink>
    </div>
  );
}
