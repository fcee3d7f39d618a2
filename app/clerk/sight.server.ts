import type { RequestContext } from "#app/http/request-context.ts";

/** Clerk's Frontend API as this process last saw it: browsers are sent there to renew their sessions. */
export type Sight = {
  isUp: boolean;
  /** How far our clock is ahead of Clerk's, in milliseconds; behind is negative. Half a second of it is doubt. */
  aheadMs: number;
  /** Whether that is more than is tolerated. */
  isClockOff: boolean;
};

/** A token that is this much older counts when our clock is known to be off by as much, in milliseconds. */
const mostSkew = 12_000;

type Settings = Pick<RequestContext["env"], "CLERK_PUBLISHABLE_KEY" | "CLERK_PROXY_URL">;

/** How long we wait, and how long a sight is believed, in milliseconds. */
const deadline = 3000;
const beliefs = { up: 5000, down: 2000 };

/** Looks whether Clerk's Frontend API answers, and at its clock. Never throws. Concurrent calls share one look. */
export function lookAtClerk(env: Settings): Promise<Sight> {
  const known = looks.get(env);
  if (known && performance.now() < known.until) return known.sight;
  const look = { until: Number.POSITIVE_INFINITY, sight: see(env) };
  looks.set(env, look);
  void look.sight.then(({ isUp }) => {
    look.until = performance.now() + (isUp ? beliefs.up : beliefs.down);
  });
  return look.sight;
}

const looks = new WeakMap<Settings, { until: number; sight: Promise<Sight> }>();

async function see(env: Settings): Promise<Sight> {
  const begun = Date.now();
  try {
    const signal = AbortSignal.timeout(deadline);
    const response = await fetch(new URL("/v1/health", frontendOf(env)), { signal, redirect: "manual" });
    const middle = (begun + Date.now()) / 2;
    void response.body?.cancel();
    const aheadMs = aheadOf(response.headers, middle);
    return { isUp: response.status < 500, aheadMs, isClockOff: Math.abs(aheadMs) > mostSkew };
  } catch {
    return { isUp: false, aheadMs: 0, isClockOff: false };
  }
}

/** The time is given in whole seconds. A cached answer's is old. */
function aheadOf(headers: Headers, ours: number): number {
  const theirs = Date.parse(headers.get("date") ?? "");
  return Number.isNaN(theirs) || headers.has("age") ? 0 : ours - (theirs + 500);
}

/** The publishable key contains the host, and ends it with a dollar sign. */
function frontendOf({ CLERK_PROXY_URL, CLERK_PUBLISHABLE_KEY }: Settings): string {
  return CLERK_PROXY_URL ?? `https://${atob(CLERK_PUBLISHABLE_KEY.split("_")[2] ?? "").replace(/\$$/, "")}`;
}
