import type { SubmissionResult } from "@conform-to/react";
import { useTranslations } from "use-intl";
import { can, type Role } from "#app/access/permissions.ts";
import { EmptyState } from "#app/components/empty-state.tsx";
import { ButtonLink } from "#app/components/form/button.tsx";
import { PageHeader } from "#app/components/page-header.tsx";
import { Pages } from "#app/components/pages.tsx";
import { InviteForm } from "./invite-form.tsx";
import { LeaveCard } from "./leave-card.tsx";
import type { MemberChoices } from "./member-filter.ts";
import { MemberFilters } from "./member-filters.tsx";
import { MemberList } from "./member-list.tsx";
import { MemberOutcomes } from "./member-outcomes.tsx";
import type { InvitationsView, MemberView, OutcomeView } from "./member-view.ts";
import { PendingInvitations } from "./pending-invitations.tsx";

export type MembersPage = {
  workspace: string;
  me: { id: string; role: Role; isOnlyOwner: boolean };
  /** The number of all members, regardless of the filter. */
  count: number;
  members: MemberView[];
  choices: MemberChoices;
  next: string | null;
  first: string | null;
  outcomes: OutcomeView[];
  /** Null if the current member may not see them, or if Clerk is unavailable. */
  invitations: InvitationsView | null | Promise<InvitationsView | null>;
  now: string;
  lastResult?: SubmissionResult<string[]>;
};

export function MembersView(page: MembersPage) {
  const { me, count, members, choices, next, first, outcomes, now } = page;
  const t = useTranslations("members");
  const roleWords = useTranslations("roles");
  const mayManage = can(me.role, "members:manage");
  const isFiltered = Boolean(choices.q || choices.role);
  return (
    <div className="grid grid-cols-1 gap-6">
      <PageHeader
        title={t("title")}
        description={t("count", { count })}
        actions={
          <ButtonLink to="/roles" variant="ghost" size="sm" className="max-sm:-ml-3">
            {roleWords("link")}
          </ButtonLink>
        }
      />
      {mayManage && (
        <InviteForm
          role={me.role}
          sent={invitationsAskedFor(outcomes)}
          refused={refusedAddresses(outcomes)}
          lastResult={page.lastResult}
        />
      )}
      {(count > 1 || isFiltered) && <MemberFilters choices={choices} />}
      {members.length === 0 ? (
        <EmptyState title={t("noneFound")}>{t("noneFoundText")}</EmptyState>
      ) : (
        <MemberList members={members} me={me} now={now} />
      )}
      <Pages next={next} first={first} />
      {mayManage && <PendingInvitations invitations={page.invitations} role={me.role} now={now} />}
      <LeaveCard workspace={page.workspace} isOnlyOwner={me.isOnlyOwner} />
      <MemberOutcomes outcomes={outcomes} />
    </div>
  );
}

function invitationsAskedFor(outcomes: readonly OutcomeView[]): string {
  return outcomes.flatMap(({ kind, id }) => (kind === "invite" ? id : [])).join(" ");
}

/** Refused addresses, to correct and send again. */
function refusedAddresses(outcomes: readonly OutcomeView[]): string[] {
  return outcomes.flatMap(({ kind, status, whom }) =>
    kind === "invite" && status === "refused" ? whom : [],
  );
}
