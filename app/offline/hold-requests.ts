/** Told to the page when a form was sent and no answer came. `again` sends it once more. */
export type Unanswered = CustomEvent<{ again: () => void; signal: AbortSignal | undefined }>;

declare global {
  interface WindowEventMap {
    unanswered: Unanswered;
  }
}

/** How long to wait before a page is asked for again, in milliseconds. */
const pauseMs = 1000;

/**
 * Makes what Remix asks the server for wait while the line is away, instead of failing: a request that fails puts an
 * error in the place of the page, and of all that was typed into it. Without a line nothing is sent until it is back; a
 * page whose answer does not come is asked for again. A form may have been taken although its answer was lost, so that
 * is for the person to decide. Whoever leaves before a form has its answer is asked by the browser whether to.
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
        // Not the network: whoever asked wants it no more, or the browser refuses to ask.
        if (signal?.aborted || !(error instanceof TypeError)) throw error;
        await (isForm ? toBeSentAgain(page, signal) : pause(signal));
      }
    }
  };
  page.fetch = Object.assign(hold, { preconnect: send.preconnect });
}

/** @returns how to await what must not be lost by closing the page. */
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
      // A page that always listens is not kept by the browser for the way back.
      if (waiting === 0) page.removeEventListener("beforeunload", ask);
    }
  };
}

/** How long a form waits for Clerk's script, in milliseconds. */
const maxRenewalMs = 5000;

type Clerk = { session?: { getToken(options: { skipCache: boolean }): Promise<string | null> } | null };

/** Has Clerk's script renew the session token, which lives for a minute. @returns whether it did. */
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

/** @throws what an aborted `fetch` does, when nobody waits any more. */
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
