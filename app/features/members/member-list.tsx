import { useFetcher } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { isRole, mayManage, type Role } from "#app/access/permissions.ts";
import { Avatar } from "#app/components/avatar.tsx";
import { Badge } from "#app/components/badge.tsx";
import { Card } from "#app/components/card.tsx";
import { cn } from "#app/components/class-names.ts";
import { Problem } from "#app/components/notice/notice.tsx";
import { When } from "#app/components/when.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { MemberMenu, removalKey, roleKey } from "./member-menu.tsx";
import type { MemberView } from "./member-view.ts";

type Props = { members: MemberView[]; me: { id: string; role: Role }; now: string };

/** Members by name. Those that the current member may manage have a menu, the others only show their role. */
export function MemberList({ members, me, now }: Props) {
  const t = useTranslations("members");
  return (
    <Card>
      <ul aria-label={t("title")} className="divide-y">
        {members.map((member) => (
          <MemberRow key={member.id} member={member} me={me} now={now} />
        ))}
      </ul>
    </Card>
  );
}

function MemberRow({ member, me, now }: Omit<Props, "members"> & { member: MemberView }) {
  const t = useTranslations("members");
  const common = useTranslations("common");
  const { id, name, email, avatarUrl } = member;
  const isMe = id === me.id;
  const role = useWantedRole(member);
  const removal = useFetcher<Answer>({ key: removalKey(id) });
  const isLeaving = removal.state !== "idle";
  const { data } = useFetcher<Answer>({ key: roleKey(id) });
  const problems = new Set([data?.problem, removal.data?.problem].filter((problem) => problem !== undefined));
  const say = useProblems();
  return (
    <li
      aria-busy={isLeaving}
      className={cn(
        "grid grid-cols-[auto_minmax(0,1fr)] items-center gap-x-4 gap-y-1 px-4 py-3 transition-opacity sm:grid-cols-[auto_minmax(0,1fr)_11rem_9rem] sm:px-5 lg:grid-cols-[auto_minmax(0,1fr)_14rem_9rem]",
        isLeaving && "opacity-50",
      )}
    >
      <Avatar name={name} src={avatarUrl} />
      <div className="grid text-sm leading-5">
        <span className="flex min-w-0 items-center gap-2">
          <bdi className="truncate font-medium">{name}</bdi>
          {isMe && <Badge variant="accent">{t("you")}</Badge>}
        </span>
        <bdi className="truncate text-muted-foreground">{email}</bdi>
      </div>
      <Times member={member} now={now} />
      <div className="-ml-2 col-start-2 justify-self-start sm:col-start-auto sm:ml-0 sm:justify-self-end">
        {!isMe && mayManage(me.role, member.role) ? (
          <MemberMenu member={member} role={role} own={me.role} />
        ) : (
          <span className="px-2 py-1.5 text-muted-foreground text-sm">{common(`role.${role}`)}</span>
        )}
      </div>
      {[...problems].map((problem) => (
        <div key={problem} className="col-span-full pt-2">
          <Problem>{say(problem)}</Problem>
        </div>
      ))}
    </li>
  );
}

/** The role with a pending change applied. The page shows the outcome. */
function useWantedRole({ id, role }: MemberView): Role {
  const wanted = useFetcher({ key: roleKey(id) })
    .formData?.get("role")
    ?.toString();
  return wanted && isRole(wanted) ? wanted : role;
}

function Times({ member: { joinedAt, lastSeenAt }, now }: { member: MemberView; now: string }) {
  const t = useTranslations("members");
  return (
    <p className="col-start-2 flex flex-wrap gap-x-3 text-muted-foreground text-xs leading-5 sm:col-start-auto sm:grid">
      <span>{t.rich("joined", { when: () => <When at={joinedAt} now={now} /> })}</span>
      <span>
        {lastSeenAt ? t.rich("seen", { when: () => <When at={lastSeenAt} now={now} /> }) : t("never")}
      </span>
    </p>
  );
}
