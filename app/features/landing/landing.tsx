import { SignedIn, SignedOut } from "@clerk/remix";
import { useTranslations } from "use-intl";
import { ButtonLink } from "#app/components/form/button.tsx";
import { Promises } from "./promises.tsx";
import { WorkspacePicture } from "./workspace-picture.tsx";

export function Landing({ apexHost }: { apexHost: string }) {
  const t = useTranslations("landing");
  return (
    <div className="mx-auto w-full max-w-5xl px-4 sm:px-6">
      <section className="grid items-center gap-12 py-14 sm:py-20 lg:grid-cols-[1.05fr_1fr] lg:gap-16 lg:py-28">
        <div className="grid gap-6">
          <h1 className="text-balance font-semibold text-4xl leading-[1.1] tracking-tight sm:text-5xl">
            {t("heading")}
          </h1>
          <p className="max-w-lg text-pretty text-lg text-muted-foreground leading-8">{t("text")}</p>
          <CallToAction />
        </div>
        <WorkspacePicture apexHost={apexHost} />
      </section>
      <Promises />
    </div>
  );
}

function CallToAction() {
  const t = useTranslations("landing");
  return (
    <div className="flex flex-wrap gap-3">
      <SignedOut>
        <ButtonLink to="/sign-up" size="lg">
          {t("create")}
        </ButtonLink>
        <ButtonLink to="/sign-in" size="lg" variant="secondary">
          {t("signIn")}
        </ButtonLink>
      </SignedOut>
      <SignedIn>
        <ButtonLink to="/workspaces" size="lg">
          {t("open")}
        </ButtonLink>
        <ButtonLink to="/onboarding" size="lg" variant="secondary">
          {t("createAnother")}
        </ButtonLink>
      </SignedIn>
    </div>
  );
}
