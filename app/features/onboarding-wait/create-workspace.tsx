import { ClerkLoading, CreateOrganization } from "@clerk/remix";
import { CardSkeleton } from "#app/components/card-skeleton.tsx";

// Our own heading stands above the card, and a picture can follow later.
const appearance = {
  elements: { header: { display: "none" }, organizationAvatarUploaderContainer: { display: "none" } },
};

export function CreateWorkspace({ apexHost }: { apexHost: string }) {
  return (
    <div className="grid grow content-center justify-items-center gap-8 px-4 py-12">
      <div className="grid max-w-md gap-2 text-center">
        <h1 className="font-semibold text-2xl tracking-tight">Create your workspace</h1>
        <p className="text-pretty text-muted-foreground leading-7">
          Give it a name and an address. With the address “acme” your team finds it at{" "}
          <span className="whitespace-nowrap font-medium text-foreground">acme.{apexHost}</span>.
        </p>
      </div>
      <ClerkLoading>
        <CardSkeleton />
      </ClerkLoading>
      <CreateOrganization
        routing="hash"
        skipInvitationScreen
        afterCreateOrganizationUrl="/onboarding?organization=:id"
        appearance={appearance}
      />
      <noscript>
        <p className="max-w-sm text-center text-muted-foreground text-sm">
          Creating a workspace needs JavaScript. Allow it for this address, then load the page again.
        </p>
      </noscript>
    </div>
  );
}
