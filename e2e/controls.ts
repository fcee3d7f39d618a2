import type { Answer } from "./raw-client.ts";

// What a document offers to whoever sees it, before scripts run: everything that can be sent or followed.

export type Control = {
  /** As it is sent: `POST /projects/…/archive`, with the button's own field where it has one. */
  name: string;
  path: string;
  /** What the form holds when nobody has touched it; undefined for a link. */
  fields?: [string, string][];
};

type Form = { id: string; action: string; posts: boolean; fields: [string, string][]; buttons: Button[] };
type Button = { action: string | null; field: [string, string] | undefined };

/** The forms that post, one for each of their buttons, and the links that stay on this origin. */
export async function controlsOf({ body }: Answer, url: string): Promise<Control[]> {
  const pathOf = (address: string) => {
    const target = new URL(unescaped(address), url);
    return target.origin === new URL(url).origin ? target.pathname + target.search : undefined;
  };
  const links: Control[] = [];
  const forms: Form[] = [];
  /** Of elements that name their form, which may come later. */
  const loose: ((form: Form) => boolean)[] = [];
  const give = (element: HTMLRewriterTypes.Element, add: (form: Form) => void) => {
    const id = element.getAttribute("form");
    const last = forms.at(-1);
    if (!id) return last && add(last);
    loose.push((form) => {
      if (form.id === id) add(form);
      return form.id === id;
    });
  };
  const page = new HTMLRewriter()
    .on("a[href]", {
      element(link) {
        const path = pathOf(link.getAttribute("href") ?? "");
        if (path) links.push({ name: `GET ${path}`, path });
      },
    })
    .on("form", {
      element(form) {
        const action = form.getAttribute("action") ?? url;
        const posts = form.getAttribute("method") === "post";
        forms.push({ id: form.getAttribute("id") ?? "", action, posts, fields: [], buttons: [] });
      },
    })
    .on("input[name], textarea[name], select[name]", {
      element(field) {
        const type = field.getAttribute("type") ?? "";
        if (type === "file" || (/^(checkbox|radio)$/.test(type) && !field.hasAttribute("checked"))) return;
        const [name, value] = [field.getAttribute("name") ?? "", field.getAttribute("value") ?? ""];
        give(field, (form) => form.fields.push([name, unescaped(value)]));
      },
    })
    .on("button", {
      element(button) {
        if (!/^submit$/.test(button.getAttribute("type") ?? "submit")) return;
        const name = button.getAttribute("name");
        const value = unescaped(button.getAttribute("value") ?? "");
        const action = button.getAttribute("formaction");
        give(button, (form) => form.buttons.push({ action, field: name ? [name, value] : undefined }));
      },
    });
  await page.transform(new Response(body)).text();
  for (const attach of loose) forms.some(attach);
  const sent = forms.filter(({ posts }) => posts);
  return [...links, ...sent.flatMap((form) => form.buttons.map((button) => toControl(form, button, pathOf)))];
}

function toControl(
  { action, fields }: Form,
  button: Button,
  pathOf: (address: string) => string | undefined,
): Control {
  const path = pathOf(button.action ?? action) ?? "";
  const name = `POST ${path}${button.field ? ` ${button.field.join("=")}` : ""}`;
  return { name, path, fields: button.field ? [...fields, button.field] : fields };
}

function unescaped(text: string): string {
  return text
    .replaceAll("&quot;", '"')
    .replaceAll("&#x27;", "'")
    .replaceAll("&lt;", "<")
    .replaceAll("&gt;", ">")
    .replaceAll("&amp;", "&");
}
