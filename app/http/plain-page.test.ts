import { expect, test } from "bun:test";
import { plain as english } from "#app/i18n/messages/en/plain.ts";
import { plain as spanish } from "#app/i18n/messages/es/plain.ts";
import { type PlainStatus, plainPage } from "./plain-page.ts";
import { unsentFormPage } from "./unsent-form-page.ts";

const statuses = Object.keys(english)
  .map(Number)
  .filter((status): status is PlainStatus => status in english);

test("each page has the browser's language and the right status", async () => {
  for (const status of statuses) {
    const [inEnglish, inSpanish] = await Promise.all([
      show(status, {}),
      show(status, { wants: "es-MX,en;q=0.5" }),
    ]);
    expect(inEnglish).toContain(`<html lang="en">`);
    expect(inEnglish).toContain(`<h1>${english[status].title}</h1><p>${english[status].message}</p>`);
    expect(inSpanish).toContain(`<html lang="es">`);
    expect(inSpanish).toContain(`<h1>${spanish[status].title}</h1><p>${spanish[status].message}</p>`);
    expect(spanish[status]).not.toEqual(english[status]);
    expect((await page(status, {})).status).toBe(status);
  }
});

test("a person's choice takes precedence over the browser's preference", async () => {
  const html = await show(404, { wants: "es", cookie: "locale=en; theme=dark" });
  expect(html).toContain(`<html lang="en" data-theme="dark">`);
  expect(html).toContain(`<meta name="color-scheme" content="dark">`);
});

test("nothing from the request appears in the page", async () => {
  const hostile = `"><script>alert(1)</script>`;
  const html = await show(400, { wants: hostile, cookie: `locale=${hostile}; theme=${hostile}` });
  expect(html).not.toContain("<script");
  expect(html).toContain(`<html lang="en">`);
});

test("an unsent form keeps its fields as text and sends them to the same address", async () => {
  const request = new Request("http://app.localhost:3000/");
  const page = `/projects/"><script>`;
  const form = new FormData();
  form.append("title", `"><script>alert(1)</script>`);
  form.append("notes", `\n</textarea><script>${"x".repeat(1000)}`);
  form.append("empty", new File([], ""));
  const response = unsentFormPage({ page, form }, { request, requestId: "request-1" });
  const html = await response.text();
  expect(response.status).toBe(401);
  expect(html).not.toContain("<script");
  expect(html).toContain(`value="&quot;&gt;&lt;script&gt;alert(1)&lt;/script&gt;"`);
  expect(html).toContain(`rows="12">\n\n&lt;/textarea&gt;`);
  expect(html).toContain(`<form method="post">`);
  form.append("logo", new File(["x"], "logo.png"));
  const withFile = await unsentFormPage({ page, form }, { request, requestId: "request-1" }).text();
  expect(withFile).not.toContain("<form");
  expect(withFile).toContain(english.unsent.file);
});

type Asked = { wants?: string; cookie?: string };

function page(status: PlainStatus, { wants, cookie }: Asked): Response {
  const headers = new Headers();
  if (wants) headers.set("accept-language", wants);
  if (cookie) headers.set("cookie", cookie);
  const request = new Request("http://app.localhost:3000/", { headers });
  return plainPage(status, { request, requestId: "request-1" });
}

async function show(status: PlainStatus, asked: Asked): Promise<string> {
  return await page(status, asked).text();
}
