import type { Page, Request } from "@playwright/test";

/**
 * Loads a page of a workspace and waits until its scripts run: React reports the member's presence as soon as the page
 * handles events. A quiet network says nothing of that on a busy machine.
 */
export async function untilScriptsRun(page: Page, load: () => Promise<unknown>): Promise<void> {
  const isPresence = (request: Request) => new URL(request.url()).pathname === "/presence";
  // It covers the load, too; the test's own timeout limits it.
  await Promise.all([page.waitForRequest(isPresence, { timeout: 0 }), load()]);
}

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
