import { ChevronRight } from "lucide-react";
import { useTranslations } from "use-intl";
import { Badge } from "#app/components/badge.tsx";
import { When } from "#app/components/when.tsx";
import type { EndedInvitationView } from "./member-view.ts";

/** Ended invitations, collapsed, because nothing remains to be done about them. */
export function EndedInvitations({ invitations, now }: { invitations: EndedInvitationView[]; now: string }) {
  const t = useTranslations("members.pending");
  const common = useTranslations("common");
  return (
    <details className="group border-t text-sm">
      <summary className="flex cursor-pointer list-none items-center gap-2 px-5 py-3 text-muted-foreground [&::-webkit-details-marker]:hidden">
        <ChevronRight
          aria-hidden
          className="size-4 shrink-0 transition-transform group-open:rotate-90 motion-reduce:transition-none"
        />
        {t("ended", { count: invitations.length })}
      </summary>
      <ul className="divide-y border-t">
        {invitations.map(({ id, email, role, end, endedAt }) => (
          <li key={id} className="flex flex-wrap items-center justify-between gap-x-4 gap-y-1 px-5 py-3">
            <div className="grid min-w-0 leading-5">
              <bdi className="truncate">{email}</bdi>
              <p className="text-muted-foreground text-xs leading-5">
                {t.rich(end, { when: () => <When at={new Date(endedAt).toISOString()} now={now} /> })}
              </p>
            </div>
            <Badge>{common(`role.${role}`)}</Badge>
          </li>
        ))}
      </ul>
    </details>
  );
}
