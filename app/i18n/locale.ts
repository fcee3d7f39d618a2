/** The languages of the user interface. */
export const locales = ["en", "es"] as const;
export type Locale = (typeof locales)[number];

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

export type LocaleChoice = {
  /** The person's choice in this browser. */
  chosen: Locale | null;
  /** The workspace's default, on its pages. */
  workspace?: Locale | null;
  /** The browser's preference. */
  browser: Locale;
};

/** The person's own choice, then the workspace's, then the browser's. */
export function chooseLocale({ chosen, workspace, browser }: LocaleChoice): Locale {
  return chosen ?? workspace ?? browser;
}

/** The best match for an Accept-Language header; English if there is none. */
export function acceptedLocale(header: string | null): Locale {
  const preferences = (header ?? "").split(",").map((entry, index) => {
    const [tag = "", ...parameters] = entry.trim().toLowerCase().split(";");
    const quality = parameters.map((text) => /^\s*q=([\d.]+)/.exec(text)?.[1]).find(Boolean) ?? "1";
    return { language: tag.split("-")[0], quality: Number(quality), index };
  });
  const ours = preferences.filter(({ language, quality }) => isLocale(language) && quality > 0);
  const [best] = ours.sort((a, b) => b.quality - a.quality || a.index - b.index);
  return isLocale(best?.language) ? best.language : "en";
}
