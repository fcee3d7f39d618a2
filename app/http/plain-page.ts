import { acceptedLocale, chooseLocale } from "#app/i18n/locale.ts";
import { plain as english } from "#app/i18n/messages/en/plain.ts";
import { plain as spanish } from "#app/i18n/messages/es/plain.ts";
import { readPreferences } from "./preference-cookies.ts";
import type { RequestContext } from "./request-context.ts";

const words = { en: english, es: spanish };
type PageName = Exclude<keyof typeof english, "request" | "start" | "again" | "unsent">;
export type PlainStatus = Extract<PageName, number>;

type Words = (typeof words)[keyof typeof words];
type Options = {
  request: Request;
  requestId: string;
  headers?: Record<string, string>;
  /** HTML in place of the link to the start page. */
  content?: (words: Words) => string;
};

/**
 * A page that needs neither Remix nor a database, for requests refused before Remix runs. It has the browser's language
 * and colour scheme.
 */
export function plainPage(status: PlainStatus, options: Options): Response {
  return render(status, status, options);
}

/** The page for someone whose session cannot be renewed. Its link tries the same address again. */
export function outagePage(
  outage: NonNullable<RequestContext["outage"]>,
  options: Pick<Options, "request" | "requestId">,
): Response {
  const headers = { "Retry-After": "10", "Cache-Control": "no-store" };
  const content = ({ again }: Words) => `<p><a href="">${again}</a></p>`;
  return render(503, outage, { ...options, headers, content });
}

function render(status: number, name: PageName, { request, requestId, headers, content }: Options): Response {
  const { theme, locale: chosen } = readPreferences(request);
  const locale = chooseLocale({ chosen, browser: acceptedLocale(request.headers.get("accept-language")) });
  const { [name]: page, request: label, start } = words[locale];
  // A host that is not ours has no start page either.
  const link = status === 421 ? "" : `<p><a href="/">${start}</a></p>`;
  const below = content ? content(words[locale]) : link;
  const body = `<!doctype html><html lang="${locale}"${theme ? ` data-theme="${theme}"` : ""}><head><meta charset="utf-8">
<title>${page.title} · Tenantry</title><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="${theme ?? "light dark"}"><style>${style}</style></head><body><main>
<p class="code">${status}</p><h1>${page.title}</h1><p>${page.message}</p>${below}<small>${label} ${requestId}</small></main></body></html>`;
  return new Response(body, { status, headers: { "Content-Type": "text/html; charset=utf-8", ...headers } });
}

const style = `:root{color-scheme:light dark;background:light-dark(#fbfaf8,#12110d);color:light-dark(#1c1914,#eeece8)}[data-theme=light]{color-scheme:light}[data-theme=dark]{color-scheme:dark}
body{font:16px/1.5 system-ui,sans-serif;display:grid;place-items:center;min-height:100vh;margin:0}main{max-width:26rem;
padding:2rem;overflow-wrap:anywhere}h1{font-size:1.5rem;margin:.25rem 0}.code,.hint,small{color:light-dark(#625f57,#a5a199);margin:0}
a{color:light-dark(#076546,#54cb99)}form{display:grid;gap:1rem;margin:1rem 0}button{justify-self:start;cursor:pointer}
textarea,button{font:inherit;color:inherit;background:none;border:1px solid light-dark(#8d897f,#7a766c);border-radius:.375rem;padding:.5rem .75rem}
form button{background:light-dark(#076546,#54cb99);border-color:transparent;color:light-dark(#fff,#12110d);font-weight:600}small{display:block;margin-top:1rem}`;
