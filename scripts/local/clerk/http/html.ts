/** Markup that may go into a page as it is. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | Part[] | string | number | null | undefined | false;

/** A template whose values are escaped unless they are Html themselves; lists are joined, null and false are nothing. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const texts = parts.map(textOf);
  return new Html(strings.map((string, index) => string + (texts[index] ?? "")).join(""));
}

/** A page that loads nothing from elsewhere and runs no script but its own. */
export function htmlResponse({ text }: Html, status = 200): Response {
  return new Response(text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-cache",
      "content-security-policy":
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self' data:; connect-src 'self'; " +
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
      "referrer-policy": "no-referrer",
      etag: `"${Bun.hash(text).toString(36)}"`,
    },
  });
}

function textOf(part: Part): string {
  if (part === null || part === undefined || part === false) return "";
  if (part instanceof Html) return part.text;
  return Array.isArray(part) ? part.map(textOf).join("") : Bun.escapeHTML(String(part));
}
