import { useClerk, useOrganization } from "@clerk/remix";
import { useEffect } from "react";

/**
 * Makes this workspace the active organization of Clerk's session, so that Clerk's components, and the next token, are
 * about it. Nothing is decided by it: whether somebody may come in, the server asks of its own.
 */
export function FollowSubdomain({ organizationId }: { organizationId: string }) {
  // Loaded only once clerk-js is; useAuth knows of the session before, from the server.
  const { isLoaded, organization } = useOrganization();
  const { setActive } = useClerk();
  const activeId = organization?.id;
  useEffect(() => {
    // Refused for somebody who was removed meanwhile: the server's answer to their next request says so.
    if (isLoaded && activeId !== organizationId) setActive({ organization: organizationId }).catch(() => {});
  }, [isLoaded, activeId, organizationId, setActive]);
  return null;
}
