import { useId } from "react";
import { useLocale, useTranslations } from "use-intl";
import type { Locale } from "#app/i18n/locale.ts";
import type { BarChart } from "./chart.server.ts";
import { Panel } from "./panel.tsx";

type Props = { chart: BarChart; className?: string };
/** With the name of each day, formatted once because formatting is slow and each is used twice. */
type NamedChart = Omit<BarChart, "bars"> & { bars: (BarChart["bars"][number] & { name: string })[] };

/** Tasks completed per day, as a bar chart and as a table. Rendered on the server without layout shift. */
export function Activity({ chart: { bars: days, ...rest }, className }: Props) {
  const t = useTranslations("dashboard.activity");
  const dayName = useDayName();
  const bars = days.map((bar) => ({ ...bar, name: dayName(bar.day) }));
  const chart = { bars, ...rest };
  const [first, middle, last] = [bars[0], bars[Math.floor(bars.length / 2)], bars.at(-1)];
  return (
    <Panel title={t("title")} aside={t("total", { count: rest.total })} className={className}>
      <figure>
        <Bars chart={chart} />
        <div aria-hidden className="mt-1.5 flex justify-between pl-6 text-muted-foreground text-xs">
          {[first, middle, last].map((bar) => bar && <span key={bar.day}>{bar.name}</span>)}
        </div>
        <figcaption>
          <details className="mt-3 text-sm">
            <summary className="w-fit cursor-pointer rounded py-1 text-muted-foreground hover:text-foreground">
              {t("asTable")}
            </summary>
            <Table chart={chart} />
          </details>
        </figcaption>
      </figure>
    </Panel>
  );
}

function Bars({ chart: { bars, ticks, total } }: { chart: NamedChart }) {
  const t = useTranslations("dashboard.activity");
  const id = useId();
  const best = bars.reduce((one, other) => (other.count > one.count ? other : one));
  return (
    <div className="relative h-40 pl-6">
      {ticks.map(({ value, y }) => (
        <span
          key={value}
          aria-hidden
          style={{ top: `${y}%` }}
          className="absolute left-0 w-4 -translate-y-1/2 text-right text-muted-foreground text-xs tabular-nums leading-none"
        >
          {value}
        </span>
      ))}
      <svg
        role="img"
        aria-labelledby={`${id}-title`}
        aria-describedby={`${id}-desc`}
        className="size-full overflow-visible"
        preserveAspectRatio="none"
      >
        <title id={`${id}-title`}>{t("title")}</title>
        <desc id={`${id}-desc`}>
          {total > 0 ? t("summary", { count: total, day: best.name, most: best.count }) : t("nothing")}
        </desc>
        {ticks.map(({ value, y }) => (
          <line key={value} x1="0" x2="100%" y1={`${y}%`} y2={`${y}%`} className="stroke-border" />
        ))}
        {bars.map(({ day, name, count, x, width, y, height }) => (
          <g key={day} className="group">
            <title>{t("onDay", { count, day: name })}</title>
            <rect x={`${x}%`} y="0" width={`${width}%`} height="100%" className="fill-transparent" />
            <rect
              x={`${x}%`}
              y={`${y}%`}
              width={`${width}%`}
              height={`${height}%`}
              rx="3"
              className="fill-accent group-hover:fill-accent-hover"
            />
          </g>
        ))}
      </svg>
    </div>
  );
}

function Table({ chart }: { chart: NamedChart }) {
  const t = useTranslations("dashboard.activity");
  return (
    <table className="mt-2 w-full max-w-xs text-sm tabular-nums">
      <thead>
        <tr className="border-b text-left text-muted-foreground">
          <th className="py-1 font-medium">{t("day")}</th>
          <th className="py-1 text-right font-medium">{t("completed")}</th>
        </tr>
      </thead>
      <tbody>
        {chart.bars.toReversed().map(({ day, name, count }) => (
          <tr key={day}>
            <th scope="row" className="py-0.5 text-left font-normal">
              {name}
            </th>
            <td className="py-0.5 text-right">{count}</td>
          </tr>
        ))}
      </tbody>
    </table>
  );
}

/** A day has no time zone, so it is formatted in UTC. */
function useDayName(): (day: string) => string {
  const locale = useLocale();
  const options = { day: "numeric", month: "short", timeZone: "UTC" } as const;
  const format = formats[locale] ?? new Intl.DateTimeFormat(locale, options);
  formats[locale] = format;
  return (day) => format.format(new Date(`${day}T00:00Z`));
}

// use-intl looks formats up by all their options, which for 14 days takes as long as rendering.
const formats: { [locale in Locale]?: Intl.DateTimeFormat } = {};
