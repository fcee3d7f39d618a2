import { useFormatter, useTranslations } from "use-intl";

type Props = { at: string; now: string; className?: string };

/** "just now", "5 minutes ago", "yesterday"; the date after 30 days. Takes `now`, so that server and browser agree. */
export function When({ at, now, className }: Props) {
  const format = useFormatter();
  const t = useTranslations("common");
  const passed = new Date(now).getTime() - new Date(at).getTime();
  const text = () => {
    if (passed < 60_000) return t("justNow");
    if (passed > 30 * 86_400_000) return format.dateTime(new Date(at), { dateStyle: "medium" });
    return format.relativeTime(new Date(at), new Date(now));
  };
  return (
    <time
      dateTime={at}
      className={className}
      title={format.dateTime(new Date(at), { dateStyle: "long", timeStyle: "short" })}
    >
      {text()}
    </time>
  );
}
