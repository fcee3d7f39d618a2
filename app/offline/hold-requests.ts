/** What the page learns when a form got no answer. `again` sends it once more. */
export type Unanswered = CustomEvent<{ again: () => void; signal: AbortSignal | undefined }>;

declare global {
  interface WindowEventMap {
    unanswered: Unanswered;
  }
}

/** How long to wait before a page is requested again, in milliseconds. */
const pauseMs = 1000;

/**
 * Makes Remix's requests wait while the connection is down instead of failing: a failed request replaces the page, and
 * everything typed into it, by an error. While offline nothing is sent; a page without an answer is requested again. A form
 * may have been accepted although its answer was lost, so the person decides. Before a page closes while a form has no
 * answer, the browser asks.
 */
export function holdRequests(page: Window & Pick<typeof globalThis, "fetch"> = window): void {
  const send = page.fetch.bind(page);
  const guard = guardLeaving(page);
  const hold = async (input: RequestInfo | URL, init: RequestInit = {}): Promise<Response> => {
    const url = new URL(input instanceof Request ? input.url : input, page.location.href);
    if (url.origin !== page.location.origin || !url.pathname.endsWith(".data"))
      return await send(input, init);
    const isForm = (init.method ?? "GET") !== "GET";
    const answer = isForm ? insistSignedIn(input, init) : insist(input, init, false);
    return await (isForm ? guard(answer) : answer);
  };
  const insistSignedIn = async (input: RequestInfo | URL, init: RequestInit): Promise<Response> => {
    const answer = await insist(input, init, true);
    if (answer.status !== 401 || !(await renewToken(page))) return answer;
    return await insist(input, init, true);
  };
  const insist = async (input: RequestInfo | URL, init: RequestInit, isForm: boolean): Promise<Response> => {
    const signal = init.signal ?? undefined;
    for (;;) {
      if (!page.navigator.onLine) await happens(page, "online", signal);
      try {
        return await send(input, init);
      } catch (error) {
        // Not the network: the caller aborted, or the browser refused the request.
        if (signal?.aborted || !(error instanceof TypeError)) throw error;
        await (isForm ? toBeSentAgain(page, signal) : pause(signal));
      }
    }
  };
  page.fetch = Object.assign(hold, { preconnect: send.preconnect });
}

/** @returns a function that awaits a request; meanwhile closing the page asks first. */
function guardLeaving(page: Window) {
  const ask = (leaving: Event) => leaving.preventDefault();
  let waiting = 0;
  return async <T>(answer: Promise<T>): Promise<T> => {
    waiting += 1;
    page.addEventListener("beforeunload", ask);
    try {
      return await answer;
    } finally {
      waiting -= 1;
      // A permanent listener would keep the page out of the browser's back/forward cache.
      if (waiting === 0) page.removeEventListener("beforeunload", ask);
    }
  };
}

/** How long a form waits for Clerk's script, in milliseconds. */
const maxRenewalMs = 5000;

type Clerk = { session?: { getToken(options: { skipCache: boolean }): Promise<string | null> } | null };

/** Makes Clerk's script renew the session token, which lasts a minute. @returns whether it did. */
async function renewToken(page: Window & { Clerk?: Clerk }): Promise<boolean> {
  const renewal = page.Clerk?.session?.getToken({ skipCache: true });
  const late = new Promise<null>((resolve) => setTimeout(resolve, maxRenewalMs, null));
  return (await Promise.race([renewal, late]).catch(() => null)) != null;
}

function toBeSentAgain(page: Window, signal: AbortSignal | undefined): Promise<void> {
  return until(signal, (again) => {
    page.dispatchEvent(new CustomEvent("unanswered", { detail: { again, signal } }));
  });
}

function pause(signal: AbortSignal | undefined): Promise<void> {
  return until(signal, (done) => setTimeout(done, pauseMs));
}

function happens(page: Window, event: "online", signal: AbortSignal | undefined): Promise<void> {
  return until(signal, (done) => page.addEventListener(event, () => done(), { once: true }));
}

/** @throws like an aborted `fetch` when the caller aborts. */
function until(signal: AbortSignal | undefined, begin: (done: () => void) => void): Promise<void> {
  return new Promise((resolve, reject) => {
    const stop = () => reject(signal?.reason);
    if (signal?.aborted) return stop();
    signal?.addEventListener("abort", stop, { once: true });
    begin(() => {
      signal?.removeEventListener("abort", stop);
      resolve();
    });
  });
}
