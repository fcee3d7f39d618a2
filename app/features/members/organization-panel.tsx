import { OrganizationProfile, useOrganization } from "@clerk/remix";
import { Skeleton } from "#app/components/skeleton.tsx";

/**
 * Clerk's own screen for members, roles and invitations. It shows the session's active organization, so it waits until
 * that is this workspace's.
 */
export function OrganizationPanel({ organizationId }: { organizationId: string }) {
  const { organization } = useOrganization();
  const placeholder = <Skeleton className="h-[36rem] w-full rounded-lg" />;
  if (organization?.id !== organizationId) return <div className="min-h-[36rem]">{placeholder}</div>;
  return (
    <div className="min-h-[36rem]">
      <OrganizationProfile
        routing="path"
        path="/members"
        fallback={placeholder}
        appearance={{
          elements: { rootBox: { width: "100%" }, cardBox: { width: "100%", maxWidth: "none" } },
        }}
      >
        <OrganizationProfile.Page label="members" />
        <OrganizationProfile.Page label="general" />
      </OrganizationProfile>
    </div>
  );
}
