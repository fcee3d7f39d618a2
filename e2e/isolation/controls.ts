import type { Answer } from "../raw-client.ts";

// What a document offers before scripts run: every form that can be sent and every link.

export type Control = {
  /** For example `POST /projects/…/archive`, followed by the button's own field if it has one. */
  name: string;
  path: string;
  /** The form's initial values; undefined for a link. */
  fields?: [string, string][];
};

type Form = { id: string; action: string; posts: boolean; fields: [string, string][]; buttons: Button[] };
type Button = { action: string | null; field: [string, string] | undefined };

/** The links to this origin, and the forms that post, once for each of their buttons. */
export async function controlsOf({ body }: Answer, url: string): Promise<Control[]> {
  const pathOf = (address: string) => {
    const target = new URL(unescaped(address), url);
    return target.origin === new URL(url).origin ? target.pathname + target.search : undefined;
  };
  const links: Control[] = [];
  const forms: Form[] = [];
  /** Elements outside their form, which may come later in the document. */
  const loose: ((form: Form) => boolean)[] = [];
  const addToForm = (element: HTMLRewriterTypes.Element, add: (form: Form) => void) => {
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
        addToForm(field, (form) => form.fields.push([name, unescaped(value)]));
      },
    })
    .on("button", {
      element(button) {
        if (!/^submit$/.test(button.getAttribute("type") ?? "submit")) return;
        const name = button.getAttribute("name");
        const value = unescaped(button.getAttribute("value") ?? "");
        const action = button.getAttribute("formaction");
        addToForm(button, (form) => form.buttons.push({ action, field: name ? [name, value] : undefined }));
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
