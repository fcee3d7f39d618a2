import type { Answer } from "./raw-client.ts";

// What a document offers to whoever sees it, before scripts run: everything that can be sent or followed.

export type Control = {
  /** As it is sent: `POST /projects/…/archive`, with the button's own field where it has one. */
  name: string;
  path: string;
  /** What the form holds when nobody has touched it; undefined for a link. */
  fields?: [string, string][];
};

/** The forms that post, one for each of their buttons, and the links that stay on this origin. */
export async function controlsOf({ body }: Answer, url: string): Promise<Control[]> {
  const links: Control[] = [];
  const forms: Form[] = [];
  const current = () => forms.at(-1);
  const page = new HTMLRewriter()
    .on("a[href]", {
      element(link) {
        const target = new URL(link.getAttribute("href") ?? "", url);
        if (target.origin !== new URL(url).origin) return;
        const path = target.pathname + target.search;
        links.push({ name: `GET ${path}`, path });
      },
    })
    .on("form", {
      element(form) {
        const action = unescaped(form.getAttribute("action") ?? url);
        const method = form.getAttribute("method") ?? "get";
        const { pathname, search } = new URL(action, url);
        forms.push({ path: pathname + search, posts: method === "post", fields: [], buttons: [] });
      },
    })
    .on("form input[name], form textarea[name], form select[name]", {
      element(field) {
        const type = field.getAttribute("type") ?? "";
        if (/^(checkbox|radio)$/.test(type) && !field.hasAttribute("checked")) return;
        if (type === "file") return;
        const name = field.getAttribute("name") ?? "";
        current()?.fields.push([name, unescaped(field.getAttribute("value") ?? "")]);
      },
    })
    .on("form button", {
      element(button) {
        if ((button.getAttribute("type") ?? "submit") !== "submit") return;
        const name = button.getAttribute("name");
        current()?.buttons.push(name ? [name, unescaped(button.getAttribute("value") ?? "")] : undefined);
      },
    });
  await page.transform(new Response(body)).text();
  return [...links, ...forms.filter(({ posts }) => posts).flatMap(toControls)];
}

type Form = {
  path: string;
  posts: boolean;
  fields: [string, string][];
  buttons: ([string, string] | undefined)[];
};

function toControls({ path, fields, buttons }: Form): Control[] {
  return buttons.map((button) => {
    const name = `POST ${path}${button ? ` ${button.join("=")}` : ""}`;
    return { name, path, fields: button ? [...fields, button] : fields };
  });
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
