import { CreateOrganization } from "@clerk/remix";
import { useTranslations } from "use-intl";
import { CardSkeleton } from "#app/components/card-skeleton.tsx";

// The page has its own heading, and a logo can be added later.
const appearance = {
  elements: { header: { display: "none" }, organizationAvatarUploaderContainer: { display: "none" } },
};

export function CreateWorkspace({ apexHost }: { apexHost: string }) {
  const t = useTranslations("onboarding");
  return (
    <div className="group/card grid max-sm:min-h-[40rem] grow content-start justify-items-center gap-8 px-4 pt-[max(3rem,12vh)] pb-12">
      <div className="grid max-w-md gap-2 text-center">
        <h1 className="font-semibold text-2xl tracking-tight">{t("createTitle")}</h1>
        <p className="text-pretty text-muted-foreground leading-7">
          {t.rich("createText", {
            address: () => (
              <span className="whitespace-nowrap font-medium text-foreground">acme.{apexHost}</span>
            ),
          })}
        </p>
      </div>
      <CardSkeleton />
      <CreateOrganization
        routing="hash"
        skipInvitationScreen
        afterCreateOrganizationUrl="/onboarding?organization=:id"
        appearance={appearance}
      />
      <noscript>
        <p className="max-w-sm text-center text-muted-foreground text-sm">{t("needsScripts")}</p>
      </noscript>
    </div>
  );
}
