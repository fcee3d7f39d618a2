/** How long a look at the database may take, in milliseconds. Balancers wait for two to five seconds. */
const patience = 1500;

export type Readiness = () => Promise<boolean>;

/**
 * Answers `/api/live` (this process answers) and `/api/ready` (it can serve: the database is there, at the version it needs, and
 * nobody drains it). Balancers probe by address, so any Host will do, and none at all. Undefined for any other request.
 */
export async function answerProbe(
  { method, url }: Request,
  isReady: Readiness = async () => true,
): Promise<Response | undefined> {
  if (method !== "GET" && method !== "HEAD") return undefined;
  // HTTP/1.0 without a Host has no more than a path.
  const path = url.replace(/^[a-z]+:\/\/[^/]*/i, "").replace(/\?.*$/, "");
  if (path === "/api/live") return say(200, "live");
  if (path !== "/api/ready") return undefined;
  return (await isReady()) ? say(200, "ready") : say(503, "not ready");
}

/**
 * Whether `check` resolves in time. Those who ask while it runs share its answer, so that probes cost one connection at most.
 * @param isDraining the process takes no further requests: never ready again.
 */
export function createReadiness(check: () => Promise<unknown>, isDraining: () => boolean): Readiness {
  let running: Promise<boolean> | undefined;
  return async () => {
    if (isDraining()) return false;
    running ??= look(check).finally(() => {
      running = undefined;
    });
    return (await running) && !isDraining();
  };
}

async function look(check: () => Promise<unknown>): Promise<boolean> {
  const late = Promise.withResolvers<boolean>();
  const timer = setTimeout(() => late.resolve(false), patience);
  const found = check().then(
    () => true,
    () => false,
  );
  return await Promise.race([found, late.promise]).finally(() => clearTimeout(timer));
}

function say(status: number, text: string): Response {
  return new Response(`${text}\n`, {
    status,
    headers: { "Content-Type": "text/plain; charset=utf-8", "Cache-Control": "no-store" },
  });
}
