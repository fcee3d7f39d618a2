import { plainPage } from "./plain-page.ts";
import type { UnkeptForm } from "./request-context.ts";

/**
 * What was typed, in a page of its own that needs no session: the sign-in is renewed beside it, and then it is sent from
 * here. It was posted by our own origin just now, and goes back to the same browser.
 */
export function unkeptPage(
  { page, fields }: UnkeptForm,
  { request, requestId }: { request: Request; requestId: string },
): Response {
  return plainPage(401, {
    request,
    requestId,
    way: ({ unkept }) =>
      `<p><a href="${Bun.escapeHTML(page)}" target="_blank" rel="noopener">${unkept.renew}</a></p>
<form method="post">${fields.map(toField).join("")}<button>${unkept.again}</button></form>`,
  });
}

/** What is long is there to be read, and to be copied. A line break that comes first is the tag's own. */
function toField([name, value]: [string, string]): string {
  const [safeName, safe] = [Bun.escapeHTML(name), Bun.escapeHTML(value)];
  return value.length > 200
    ? `<textarea name="${safeName}" aria-label="${safeName}" rows="12">\n${safe}</textarea>`
    : `<input type="hidden" name="${safeName}" value="${safe}">`;
}
