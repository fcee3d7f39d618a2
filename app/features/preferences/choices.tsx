import { Form, useRouteLoaderData } from "@remix-run/react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { chooseLocale, type LocaleChoice, locales } from "#app/i18n/locale.ts";

const themes = ["system", "light", "dark"] as const;

/** Language and appearance of this browser. Each option is a submit button, so that it works without scripts. */
export function Choices() {
  const t = useTranslations("common");
  const root = useRouteLoaderData<LocaleChoice & { theme: string | null }>("root");
  const workspace = useRouteLoaderData<{ locale: LocaleChoice["workspace"] }>(
    "routes/workspace/frame",
  )?.locale;
  if (!root) return null;
  const automatic = chooseLocale({ ...root, chosen: null, workspace });
  const theme = root.theme ?? "system";
  return (
    <div className="flex flex-wrap gap-x-4 gap-y-2">
      <Choice legend={t("language.legend")} reloadDocument>
        <Option name="locale" value="auto" current={root.chosen === null}>
          {t("language.auto")} <span lang={automatic}>({t(`language.${automatic}`)})</span>
        </Option>
        {locales.map((value) => (
          <Option key={value} name="locale" value={value} current={value === root.chosen} lang={value}>
            {t(`language.${value}`)}
          </Option>
        ))}
      </Choice>
      <Choice legend={t("theme.legend")}>
        {themes.map((value) => (
          <Option key={value} name="theme" value={value} current={value === theme}>
            {t(`theme.${value}`)}
          </Option>
        ))}
      </Choice>
    </div>
  );
}

type ChoiceProps = { legend: string; reloadDocument?: boolean; children: ReactNode };

/** A new language reloads the document. A new scheme keeps the page and its unsaved input. */
function Choice({ legend, reloadDocument, children }: ChoiceProps) {
  return (
    <Form method="post" action="/preferences" navigate={false} reloadDocument={reloadDocument}>
      <fieldset className="inline-flex min-w-0 flex-wrap rounded-md border p-0.5">
        <legend className="sr-only">{legend}</legend>
        {children}
      </fieldset>
    </Form>
  );
}

type OptionProps = { name: string; value: string; current: boolean; lang?: string; children: ReactNode };

function Option({ current, children, ...button }: OptionProps) {
  return (
    <button
      type="submit"
      aria-pressed={current}
      className="h-7 cursor-pointer max-lg:h-9 whitespace-nowrap rounded px-2.5 font-medium text-muted-foreground text-xs transition-colors hover:text-foreground aria-pressed:bg-muted aria-pressed:text-foreground"
      {...button}
    >
      {children}
    </button>
  );
}
