/** How a child shows that it does its work: a URL that answers, or a line it prints. */
export type Readiness = { url: string; host?: string } | { line: RegExp };

export type Waiting = {
  promise: Promise<void>;
  /** To be told every line the child prints. */
  sawLine(line: string): void;
};

/** Rejects with the reason when the child is not ready in time. It never settles for one that `isOver` before that. */
export function waitUntilReady(readiness: Readiness, isOver: () => boolean, patienceMs: number): Waiting {
  if ("url" in readiness) return { promise: untilAnswers(readiness, isOver, patienceMs), sawLine: () => {} };
  const seen = Promise.withResolvers<void>();
  const reason = `printed nothing like ${readiness.line} within ${patienceMs / 1000} s`;
  const timer = setTimeout(() => !isOver() && seen.reject(new Error(reason)), patienceMs);
  return {
    promise: seen.promise.finally(() => clearTimeout(timer)),
    sawLine: (line) => readiness.line.test(line) && seen.resolve(),
  };
}

async function untilAnswers(
  { url, host }: { url: string; host?: string },
  isOver: () => boolean,
  patienceMs: number,
): Promise<void> {
  const deadline = Date.now() + patienceMs;
  const headers: Record<string, string> = host ? { host } : {};
  let answer = "no answer";
  while (Date.now() < deadline) {
    if (isOver()) return new Promise(() => {});
    try {
      const signal = AbortSignal.timeout(deadline - Date.now());
      const response = await fetch(url, { headers, redirect: "manual", signal });
      await response.arrayBuffer();
      if (response.status < 500) return;
      answer = `status ${response.status}`;
    } catch {
      answer = "no answer";
    }
    await Bun.sleep(50);
  }
  throw new Error(`is running, but ${url} gives ${answer} after ${patienceMs / 1000} s`);
}
