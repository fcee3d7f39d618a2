import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData } from "@remix-run/react";
import { FollowSubdomain } from "#app/features/workspace/follow-subdomain.tsx";
import { WorkspaceFrame } from "#app/features/workspace/workspace-frame.tsx";
import { withTenant } from "#app/tenancy/with-tenant.server.ts";
import { readSettings } from "#db/queries/settings.ts";

export async function loader(args: LoaderFunctionArgs) {
  const apexUrl = args.context.env.BASE_URL;
  return withTenant(args, "members:read", async ({ tx, tenant, member }) => {
    const { email, role, avatarUrl } = member;
    const name = `${member.firstName} ${member.lastName}`.trim() || email;
    const { locale, timeZone } = await readSettings(tx);
    return {
      workspace: tenant.name,
      locale,
      timeZone,
      organizationId: tenant.clerkOrgId,
      account: { name, email, role, avatarUrl, apexUrl },
    };
  });
}

/** The frame of every page in a workspace. It protects none of them: each asks for itself. */
export default function WorkspaceLayout() {
  const { workspace, organizationId, account } = useLoaderData<typeof loader>();
  return (
    <WorkspaceFrame workspace={workspace} logo={null} account={account}>
      <FollowSubdomain organizationId={organizationId} />
      <Outlet />
    </WorkspaceFrame>
  );
}
