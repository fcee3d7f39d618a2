import { plainPage } from "./plain-page.ts";
import type { UnsentForm } from "./request-context.ts";

/**
 * Answers a form sent with an expired session token: with a page that holds the fields and can send them to the same
 * address again. Its frame loads the form's page, and so Clerk's handshake, which renews the token; browsers show nothing
 * in it (X-Frame-Options). If that fails, the same page comes back, and its link opens the page in a new tab.
 */
export function unsentFormPage(
  { page, form }: UnsentForm,
  { request, requestId }: { request: Request; requestId: string },
): Response {
  const address = Bun.escapeHTML(page);
  const fields = [...form].filter((field): field is [string, string] => typeof field[1] === "string");
  const hasFile = [...form].some(([, value]) => value instanceof File && value.size > 0);
  return plainPage(401, {
    request,
    requestId,
    content: ({ unsent }) =>
      hasFile
        ? `<p>${unsent.file}</p><p><a href="${address}">${unsent.back}</a></p>`
        : `<p>${unsent.kept}</p><iframe src="${address}" title="" hidden></iframe>
<form method="post">${fields.map(toField).join("")}<button>${unsent.again}</button></form>
<p class="hint">${unsent.stuck} <a href="${address}" target="_blank" rel="noopener">${unsent.open}</a></p>`,
  });
}

/** Long text is shown, so that it can be read and copied. HTML drops the first line break of a textarea. */
function toField([name, value]: [string, string]): string {
  const [safeName, safe] = [Bun.escapeHTML(name), Bun.escapeHTML(value)];
  return value.length > 200
    ? `<textarea name="${safeName}" aria-label="${safeName}" rows="12">\n${safe}</textarea>`
    : `<input type="hidden" name="${safeName}" value="${safe}">`;
}
