import { RemixBrowser } from "@remix-run/react";
import { StrictMode, startTransition } from "react";
import { hydrateRoot } from "react-dom/client";
import { holdRequests } from "#app/offline/hold-requests.ts";
import { loadMessages } from "./i18n/load-messages.ts";
import { isLocale } from "./i18n/locale.ts";
import { Words } from "./i18n/words.tsx";

holdRequests();
const { lang, dataset } = document.documentElement;
const locale = isLocale(lang) ? lang : "en";
const messages = await loadMessages(locale);

startTransition(() => {
  hydrateRoot(
    document,
    <StrictMode>
      <Words locale={locale} timeZone={dataset.timeZone ?? "UTC"} messages={messages}>
        <RemixBrowser />
      </Words>
    </StrictMode>,
  );
});
