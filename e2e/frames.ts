import type { Page } from "@playwright/test";

/** Resolves after the page has rendered: the effects of every earlier event have run, and their requests have been sent. */
export async function nextFrame(page: Page): Promise<void> {
  await page.evaluate(
    () =>
      new Promise<void>((resolve) => {
        requestAnimationFrame(() => requestAnimationFrame(() => resolve()));
      }),
  );
}

/** The forms that the page sends from now on, by path. */
export function listSentForms(page: Page): string[] {
  const sent: string[] = [];
  page.on("request", (request) => {
    const { pathname } = new URL(request.url());
    if (request.method() === "POST" && pathname.endsWith(".data")) sent.push(pathname);
  });
  return sent;
}
