import type { LoaderFunctionArgs } from "@remix-run/node";
import { lookAtClerk } from "#app/clerk/sight.server.ts";
import { isDomainError } from "#db/errors.ts";
import { checkFleet, WorkspacesUnreadable } from "#db/health.ts";
import packageJson from "../../../package.json";

/** For load balancers and people: whether the database answers, a tenant can be read and sessions can be renewed. Reveals no names, hosts or errors. */
export async function loader({ context }: LoaderFunctionArgs): Promise<Response> {
  const { env, webPool, appPool, requestId } = context;
  try {
    const options = { pool: appPool, sealSecret: env.TENANT_SEAL_SECRET, label: requestId };
    const [{ tenants, sampled, isReadOnly, unreadable }, signIn] = await Promise.all([
      withDeadline(checkFleet(webPool, options)),
      describeSignIn(env),
    ]);
    for (const { schema, error } of unreadable)
      context.log.error({ schema, err: error }, "a tenant cannot be read, or its table is locked");
    const isWell = !isReadOnly && signIn === "reachable" && unreadable.length === 0;
    const database = isReadOnly ? "read-only" : "reachable";
    return answer(200, {
      ...{ status: isWell ? "ok" : "degraded", database, signIn, tenants, sampled },
      unreadable: unreadable.length,
    });
  } catch (error) {
    context.log.error({ err: error }, "health check failed");
    if (error instanceof WorkspacesUnreadable)
      return answer(503, { status: "unavailable", reason: "workspaces unreadable" });
    const isWaiting = webPool.state.waiting + appPool.state.waiting > 0;
    const busy = (isDomainError(error) && error.code === "overloaded") || (error === late && isWaiting);
    return answer(503, { status: "unavailable", reason: busy ? "database busy" : "database unreachable" });
  }
}

/** Whether sessions can be renewed. It takes nobody out of service: who has a token is served. */
async function describeSignIn(env: LoaderFunctionArgs["context"]["env"]): Promise<string> {
  const { isUp, isClockOff } = await lookAtClerk(env);
  if (!isUp) return "unreachable";
  return isClockOff ? "clock differs" : "reachable";
}

const late = new Error("no answer in 3 s");

function withDeadline<T>(work: Promise<T>): Promise<T> {
  const deadline = new Promise<never>((_, reject) => setTimeout(() => reject(late), 3000));
  return Promise.race([work, deadline]);
}

function answer(status: number, body: object): Response {
  return Response.json(
    { ...body, version: packageJson.version },
    { status, headers: { "Cache-Control": "no-store" } },
  );
}
