import { useAuth, useClerk } from "@clerk/remix";
import { useEffect } from "react";

/**
 * Makes this workspace the active organization of Clerk's session, so that Clerk's components, and the next token, are
 * about it. Nothing is decided by it: whether somebody may come in, the server asks of its own.
 */
export function FollowSubdomain({ organizationId }: { organizationId: string }) {
  const { isLoaded, orgId } = useAuth();
  const { setActive } = useClerk();
  useEffect(() => {
    if (isLoaded && orgId !== organizationId) setActive({ organization: organizationId }).catch(() => {});
  }, [isLoaded, orgId, organizationId, setActive]);
  return null;
}
