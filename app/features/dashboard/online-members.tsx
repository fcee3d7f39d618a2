import { Link } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { When } from "#app/components/when.tsx";
import { Nothing, Panel } from "./panel.tsx";

export type OnlineMemberView = { id: string; name: string; avatarUrl: string | null; lastSeenAt: string };
type Props = { members: OnlineMemberView[]; me: string; now: string; className?: string };

/** Someone seen less than this many milliseconds ago is online. */
const onlineMs = 5 * 60_000;
const maxShown = 6;

/** The other members who are online now or were online today. */
export function OnlineMembers({ members, me, now, className }: Props) {
  const t = useTranslations("dashboard.online");
  const others = members.filter(({ id }) => id !== me);
  const isOnline = ({ lastSeenAt }: OnlineMemberView) => Date.parse(now) - Date.parse(lastSeenAt) < onlineMs;
  const link = (
    <Link to="/members" prefetch="intent" className="font-medium text-accent hover:underline">
      {t("all")}
    </Link>
  );
  return (
    <Panel title={t("title")} aside={link} className={className}>
      {others.length === 0 && <Nothing>{t("nobody")}</Nothing>}
      <ul className="grid grid-cols-1 gap-3">
        {others.slice(0, maxShown).map((member) => (
          <li key={member.id} className="flex items-center gap-3">
            <span className="relative flex shrink-0">
              <Avatar name={member.name} src={member.avatarUrl} size="sm" />
              {isOnline(member) && (
                <span className="absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-surface bg-accent" />
              )}
            </span>
            <bdi className="min-w-0 grow truncate font-medium text-sm">{member.name}</bdi>
            <span className="shrink-0 text-muted-foreground text-xs">
              {isOnline(member) ? t("now") : <When at={member.lastSeenAt} now={now} />}
            </span>
          </li>
        ))}
      </ul>
      {others.length > maxShown && (
        <p className="pt-3 text-muted-foreground text-sm">{t("more", { count: others.length - maxShown })}</p>
      )}
    </Panel>
  );
}
