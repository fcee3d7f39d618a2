import type { LoaderFunctionArgs } from "@remix-run/node";
import { Outlet, useLoaderData } from "@remix-run/react";
import { type ReactNode, useState } from "react";
import { Presence } from "#app/features/dashboard/presence.tsx";
import { accentStyle } from "#app/features/settings/accent/accent.ts";
import { AccentStyle } from "#app/features/settings/accent/accent-style.tsx";
import { initialOf } from "#app/features/settings/logo/favicon.ts";
import type { ShowBesidePage } from "#app/features/workspace/beside-page.ts";
import { FollowSubdomain } from "#app/features/workspace/follow-subdomain.tsx";
import { WorkspaceFrame } from "#app/features/workspace/workspace-frame.tsx";
import { withFrame } from "#app/tenancy/with-tenant.server.ts";

export { unlessRefused as shouldRevalidate } from "#app/forms/revalidation.ts";

export async function loader(args: LoaderFunctionArgs) {
  const apexUrl = args.context.env.BASE_URL;
  return withFrame(args, ({ tenant, member, settings, logoVersion }) => {
    const { email, role, avatarUrl } = member;
    const name = `${member.firstName} ${member.lastName}`.trim() || email;
    const { locale, timeZone, accent } = settings;
    const icon = new URLSearchParams({ v: `${initialOf(tenant.name)}${accent ?? ""}` });
    return {
      workspace: tenant.name,
      locale,
      timeZone,
      accentCss: accentStyle(accent),
      logo: logoVersion ? `/logo?v=${logoVersion}` : null,
      icon: `/favicon?${icon}`,
      organizationId: tenant.clerkOrgId,
      account: { name, email, role, avatarUrl, apexUrl },
    };
  });
}

/** The frame of all workspace pages. It protects none of them: each loader checks access itself. */
export default function WorkspaceLayout() {
  const { workspace, logo, accentCss, organizationId, account } = useLoaderData<typeof loader>();
  const [besidePage, showBesidePage] = useState<ReactNode>();
  return (
    <WorkspaceFrame workspace={workspace} logo={logo} account={account}>
      <AccentStyle css={accentCss} />
      <Presence />
      <FollowSubdomain organizationId={organizationId} />
      {besidePage}
      <Outlet context={showBesidePage satisfies ShowBesidePage} />
    </WorkspaceFrame>
  );
}
