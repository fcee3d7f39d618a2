const steps: [Intl.RelativeTimeFormatUnit, number][] = [
  ["day", 86_400_000],
  ["hour", 3_600_000],
  ["minute", 60_000],
];
const relative = new Intl.RelativeTimeFormat("en", { numeric: "auto", style: "short" });
const absolute = new Intl.DateTimeFormat("en", { dateStyle: "medium", timeZone: "UTC" });

/** "just now", "5 min. ago", "yesterday"; after 30 days the date. `now` is given, so that server and browser agree. */
export function relativeTime(at: string, now: string): string {
  const passed = new Date(now).getTime() - new Date(at).getTime();
  if (passed > 30 * 86_400_000) return absolute.format(new Date(at));
  const step = steps.find(([, milliseconds]) => passed >= milliseconds);
  return step ? relative.format(-Math.floor(passed / step[1]), step[0]) : "just now";
}
