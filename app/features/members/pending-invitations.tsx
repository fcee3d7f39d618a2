import { Await, Link, useFetcher, useLocation } from "@remix-run/react";
import { MailQuestion } from "lucide-react";
import { Suspense } from "react";
import { useFormatter, useTranslations } from "use-intl";
import { mayManage, type Role } from "#app/access/permissions.ts";
import { Badge } from "#app/components/badge.tsx";
import { Card, CardHeader, CardTitle } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { Button } from "#app/components/form/button.tsx";
import { Problem } from "#app/components/notice/notice.tsx";
import { Skeleton } from "#app/components/skeleton.tsx";
import { When } from "#app/components/when.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { EndedInvitations } from "./ended-invitations.tsx";
import type { InvitationsView, InvitationView } from "./member-view.ts";

type Props = {
  invitations: InvitationsView | null | Promise<InvitationsView | null>;
  /** The current member's role. */
  role: Role;
  now: string;
};

/** Pending invitations. They come from Clerk, and the page does not wait for it. */
export function PendingInvitations({ invitations, role, now }: Props) {
  const t = useTranslations("members.pending");
  return (
    <section aria-labelledby="pending">
      <Card>
        <CardHeader className="pb-4">
          <CardTitle id="pending">{t("title")}</CardTitle>
        </CardHeader>
        <Suspense fallback={<Loading />}>
          <Await resolve={invitations}>
            {(found) => (
              <>
                <Invitations invitations={found?.pending ?? null} role={role} now={now} />
                {found && found.ended.length > 0 && <EndedInvitations invitations={found.ended} now={now} />}
              </>
            )}
          </Await>
        </Suspense>
      </Card>
    </section>
  );
}

function Invitations({
  invitations,
  role,
  now,
}: {
  invitations: InvitationView[] | null;
  role: Role;
  now: string;
}) {
  const t = useTranslations("members.pending");
  if (!invitations?.length)
    return (
      <p
        role={invitations ? undefined : "alert"}
        className="border-t px-5 py-4 text-muted-foreground text-sm"
      >
        {t(invitations ? "none" : "away")}
      </p>
    );
  return (
    <ul className="divide-y border-t">
      {invitations.map((invitation) => (
        <InvitationRow key={invitation.id} invitation={invitation} role={role} now={now} />
      ))}
    </ul>
  );
}

function InvitationRow({ invitation, role, now }: { invitation: InvitationView; role: Role; now: string }) {
  const t = useTranslations("members.pending");
  const common = useTranslations("common");
  const { id, email, inviter, invitedAt, expiresAt } = invitation;
  const { state, data } = useFetcher<Answer>({ key: revocationKey(id) });
  const isGoing = state !== "idle";
  const say = useProblems();
  return (
    <li
      aria-busy={isGoing}
      className={cn(
        "grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 px-4 py-3 text-sm transition-opacity sm:grid-cols-[auto_minmax(0,1fr)_auto] sm:px-5",
        isGoing && "opacity-50",
      )}
    >
      <span className="grid size-10 shrink-0 place-items-center rounded-full border border-dashed text-muted-foreground">
        <MailQuestion aria-hidden className="size-4" />
      </span>
      <div className="grid leading-5">
        <bdi className="truncate font-medium">{email}</bdi>
        <p className="text-muted-foreground text-xs leading-5">
          {inviter
            ? t.rich("by", {
                inviter: () => <bdi>{inviter}</bdi>,
                when: () => <When at={new Date(invitedAt).toISOString()} now={now} />,
              })
            : t.rich("at", { when: () => <When at={new Date(invitedAt).toISOString()} now={now} /> })}
          {expiresAt && <Expiry at={expiresAt} now={now} />}
        </p>
      </div>
      <div className="col-start-2 flex items-center gap-2 sm:col-start-auto">
        <Badge>{common(`role.${invitation.role}`)}</Badge>
        {mayManage(role, invitation.role) && <Revocation invitation={invitation} isGoing={isGoing} />}
      </div>
      {data?.problem && (
        <div className="col-span-full pt-2">
          <Problem>{say(data.problem)}</Problem>
        </div>
      )}
    </li>
  );
}

function Expiry({ at, now }: { at: number; now: string }) {
  const t = useTranslations("members.pending");
  const format = useFormatter();
  const when = format.relativeTime(new Date(at), new Date(now));
  return <> · {t("expires", { when })}</>;
}

function Revocation({
  invitation: { id, email },
  isGoing,
}: {
  invitation: InvitationView;
  isGoing: boolean;
}) {
  const t = useTranslations("members.pending");
  const { search } = useLocation();
  const fetcher = useFetcher({ key: revocationKey(id) });
  return (
    <fetcher.Form
      method="post"
      action={`/members/invitations/${id}/revocation${search}`}
      preventScrollReset
      onSubmit={(event) => isGoing && event.preventDefault()}
    >
      <Button type="submit" variant="ghost" size="sm" aria-disabled={isGoing}>
        {t.rich("revoke", { email, hidden: (words) => <span className="sr-only">{words}</span> })}
      </Button>
    </fetcher.Form>
  );
}

function revocationKey(id: string): string {
  return `revocation ${id}`;
}

/** Without scripts late content never appears: the link opens a page that waits for it. */
function Loading() {
  const t = useTranslations("members.pending");
  return (
    <div className="grid gap-3 border-t px-5 py-4">
      <Skeleton className="h-10 w-full" />
      <noscript>
        <Link to="/members?wait=1" className="text-accent text-sm underline">
          {t("show")}
        </Link>
      </noscript>
    </div>
  );
}
