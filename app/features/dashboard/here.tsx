import { Link } from "@remix-run/react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { When } from "#app/components/when.tsx";
import { Nothing, Panel } from "./panel.tsx";

export type VisitorView = { id: string; name: string; avatarUrl: string | null; lastSeenAt: string };
type Props = { visitors: VisitorView[]; me: string; now: string; className?: string };

/** Who was seen within this time is here now, in milliseconds. */
const hereMs = 5 * 60_000;
const most = 6;

/** Who has a page of the workspace before them now, and who had one today. */
export function Here({ visitors, me, now, className }: Props) {
  const t = useTranslations("dashboard.here");
  const others = visitors.filter(({ id }) => id !== me);
  const isHere = ({ lastSeenAt }: VisitorView) => Date.parse(now) - Date.parse(lastSeenAt) < hereMs;
  const link = (
    <Link to="/members" prefetch="intent" className="font-medium text-accent hover:underline">
      {t("all")}
    </Link>
  );
  return (
    <Panel title={t("title")} aside={link} className={className}>
      {others.length === 0 && <Nothing>{t("nobody")}</Nothing>}
      <ul className="grid grid-cols-1 gap-3">
        {others.slice(0, most).map((visitor) => (
          <li key={visitor.id} className="flex items-center gap-3">
            <span className="relative flex shrink-0">
              <Avatar name={visitor.name} src={visitor.avatarUrl} size="sm" />
              {isHere(visitor) && (
                <span className="absolute -right-0.5 -bottom-0.5 size-3 rounded-full border-2 border-surface bg-accent" />
              )}
            </span>
            <bdi className="min-w-0 grow truncate font-medium text-sm">{visitor.name}</bdi>
            <span className="shrink-0 text-muted-foreground text-xs">
              {isHere(visitor) ? t("now") : <When at={visitor.lastSeenAt} now={now} />}
            </span>
          </li>
        ))}
      </ul>
      {others.length > most && (
        <p className="pt-3 text-muted-foreground text-sm">{t("more", { count: others.length - most })}</p>
      )}
    </Panel>
  );
}
