import { Html } from "#scripts/local/clerk/http/html.ts";

const TOKENS = /(&quot;(?:\\.|(?!&quot;).)*&quot;)(:)?|\b(true|false|null)\b|(-?\b\d+(?:\.\d+)?\b)/g;

/** JSON, indented, its names and values told apart by colour. */
export function highlighted(value: unknown): Html {
  const escaped = Bun.escapeHTML(JSON.stringify(value, null, 2));
  const text = escaped.replaceAll(TOKENS, (token, string, colon) => {
    if (colon) return `<span class="name">${string}</span>:`;
    return `<span class="${string ? "string" : "value"}">${token}</span>`;
  });
  return new Html(text);
}
