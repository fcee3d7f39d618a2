import type { LoaderFunctionArgs } from "@remix-run/node";
import { isDomainError } from "#db/errors.ts";
import { checkFleet } from "#db/health.ts";
import packageJson from "../../../package.json";

/** For load balancers and people: whether the database answers and a tenant can be read. Reveals no names, hosts or errors. */
export async function loader({ context }: LoaderFunctionArgs): Promise<Response> {
  const { env, webPool, appPool, requestId } = context;
  try {
    const options = { pool: appPool, sealSecret: env.TENANT_SEAL_SECRET, label: requestId };
    const { tenants, sampled, isReadOnly } = await withDeadline(checkFleet(webPool, options));
    const state = isReadOnly
      ? { status: "degraded", database: "read-only" }
      : { status: "ok", database: "reachable" };
    return answer(200, { ...state, tenants, sampled });
  } catch (error) {
    context.log.error({ err: error }, "health check failed");
    const isWaiting = webPool.state.waiting + appPool.state.waiting > 0;
    const busy = (isDomainError(error) && error.code === "overloaded") || (error === late && isWaiting);
    return answer(503, { status: "unavailable", reason: busy ? "database busy" : "database unreachable" });
  }
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
