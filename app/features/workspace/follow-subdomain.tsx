import { useClerk, useOrganization } from "@clerk/remix";
import { useEffect } from "react";

/**
 * Makes this workspace the active organization of Clerk's session, so that Clerk's components, and the next token, are
 * about it. It grants nothing: the server checks access itself.
 */
export function FollowSubdomain({ organizationId }: { organizationId: string }) {
  // Loaded together with clerk-js; useAuth knows the session earlier, from the server.
  const { isLoaded, organization } = useOrganization();
  const { setActive } = useClerk();
  const activeId = organization?.id;
  useEffect(() => {
    // Refused if the member was removed meanwhile. The answer to their next request says so.
    if (isLoaded && activeId !== organizationId) setActive({ organization: organizationId }).catch(() => {});
  }, [isLoaded, activeId, organizationId, setActive]);
  return null;
}
