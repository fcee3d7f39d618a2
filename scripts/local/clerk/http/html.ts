/** Markup that needs no escaping. */
export class Html {
  constructor(readonly text: string) {}
}

type Part = Html | Part[] | string | number | null | undefined | false;

/** A template that escapes its values unless they are Html; lists are joined, null and false are omitted. */
export function html(strings: TemplateStringsArray, ...parts: Part[]): Html {
  const texts = parts.map(textOf);
  return new Html(strings.map((string, index) => string + (texts[index] ?? "")).join(""));
}

/** A document in the outbox's style; `head` adds to its head. */
export function document(title: string, body: Html, head?: Html): Html {
  return html`<!doctype html>
<html lang="en">
<head>
  <meta charset="utf-8">
  <meta name="viewport" content="width=device-width, initial-scale=1">
  <meta name="color-scheme" content="light dark">
  <title>${title}</title>
  <link rel="icon" href="data:,">
  <link rel="stylesheet" href="/outbox/pico.css">
  ${head}
</head>
<body>${body}</body>
</html>`;
}

/** A page that loads nothing from other hosts and runs only its own scripts. */
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
