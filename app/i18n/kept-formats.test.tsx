import { afterEach, expect, test } from "bun:test";
import { renderToStaticMarkup } from "react-dom/server";
import { useFormatter, useLocale } from "use-intl";
import { KeptFormats } from "./kept-formats.tsx";
import type { Locale } from "./locale.ts";
import { en } from "./messages/en.ts";
import { es } from "./messages/es.ts";
import { Words } from "./words.tsx";

const real = Intl.DateTimeFormat;
afterEach(() => {
  Intl.DateTimeFormat = real;
});

test("only documents of the same language and time zone share formatters", () => {
  let made = 0;
  Intl.DateTimeFormat = new Proxy(real, {
    construct: (target, args) => {
      made += 1;
      return Reflect.construct(target, args);
    },
  });
  const first = say("en", "Europe/Madrid");
  expect(first).toBe("en 1:30 AM");
  expect(made).toBeGreaterThan(0);
  made = 0;
  expect(say("en", "Europe/Madrid")).toBe(first);
  expect(made).toBe(0);
  expect(say("en", "Pacific/Auckland")).toBe("en 1:30 PM");
  expect(say("es", "Europe/Madrid")).toBe("es 1:30");
  expect(say("en", "Europe/Madrid")).toBe(first);
});

test("a document has its own language, even after one in another language", () => {
  for (const locale of ["es", "en", "es"] as const) expect(say(locale, "UTC")).toStartWith(`${locale} `);
});

function say(locale: Locale, timeZone: string): string {
  return renderToStaticMarkup(
    <KeptFormats locale={locale} timeZone={timeZone}>
      <Words locale={locale} timeZone={timeZone} messages={locale === "es" ? es : en}>
        <Time />
      </Words>
    </KeptFormats>,
  ).replaceAll("\u202f", " ");
}

function Time() {
  return `${useLocale()} ${useFormatter().dateTime(new Date("2026-01-01T00:30:00Z"), { timeStyle: "short" })}`;
}
