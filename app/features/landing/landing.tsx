import { SignedIn, SignedOut } from "@clerk/remix";
import { ButtonLink } from "#app/components/button.tsx";
import { Promises } from "./promises.tsx";
import { WorkspacePicture } from "./workspace-picture.tsx";

export function Landing({ apexHost }: { apexHost: string }) {
  return (
    <div className="mx-auto w-full max-w-5xl px-4 sm:px-6">
      <section className="grid items-center gap-12 py-14 sm:py-20 lg:grid-cols-[1.05fr_1fr] lg:gap-16 lg:py-28">
        <div className="grid gap-6">
          <h1 className="text-balance font-semibold text-4xl leading-[1.1] tracking-tight sm:text-5xl">
            Your team’s projects, behind their own door.
          </h1>
          <p className="max-w-lg text-pretty text-lg text-muted-foreground leading-8">
            Create a workspace, invite your team and start. Each workspace has its own address, its own people
            and its own place in the database, out of reach of every other.
          </p>
          <CallToAction />
        </div>
        <WorkspacePicture apexHost={apexHost} />
      </section>
      <Promises />
    </div>
  );
}

function CallToAction() {
  return (
    <div className="flex flex-wrap gap-3">
      <SignedOut>
        <ButtonLink to="/sign-up" size="lg">
          Create a workspace
        </ButtonLink>
        <ButtonLink to="/sign-in" size="lg" variant="secondary">
          Sign in
        </ButtonLink>
      </SignedOut>
      <SignedIn>
        <ButtonLink to="/workspaces" size="lg">
          Go to your workspaces
        </ButtonLink>
        <ButtonLink to="/onboarding" size="lg" variant="secondary">
          Create another
        </ButtonLink>
      </SignedIn>
    </div>
  );
}
