import { type JobHelpers, makeWorkerUtils, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import type { ClerkApi } from "#app/clerk/api.server.ts";
import { applyChangeRequest } from "#app/identity-sync/apply-change.ts";
import { applyDelivery } from "#app/identity-sync/apply-event.ts";
import { queueDeliveries } from "#app/identity-sync/queue-deliveries.ts";
import { reconcile } from "#app/identity-sync/reconcile.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { syncOrganization } from "#app/identity-sync/sync-organization.ts";
import { pruneRequests } from "#db/jobs/change-requests.ts";
import { buryStranded, failDelivery, findWaiting, finishDelivery, pruneInbox } from "#db/jobs/inbox.ts";
import { queueOptions } from "#db/jobs/queue.ts";
import { isUuid } from "#db/uuid.ts";

export type TaskOptions = {
  ownerUrl: string;
  context: SyncContext;
  /** For jobs that list everything at Clerk: it leaves room below Clerk's limits. */
  pacedClerk: ClerkApi;
  log: Logger;
};

/** The worker's tasks by name. A payload only names what to work on; its content is never trusted. */
export function createTasks({ ownerUrl, context, pacedClerk, log }: TaskOptions): TaskList {
  return {
    "queue-deliveries": () => queueNewDeliveries(context, log),
    "apply-delivery": (payload, { job }) => apply(context, log, textOf(payload, "svixId"), job),
    "sync-organization": (payload) => {
      const organizationId = textOf(payload, "organizationId");
      return timed(log, { organizationId }, "organization asked for", async () => {
        await syncOrganization(context, organizationId);
        return {};
      });
    },
    "apply-change": (payload) => {
      const id = textOf(payload, "id");
      return timed(log, { id }, "change asked for", async () => {
        const outcome = isUuid(id) ? await applyChangeRequest(context, id) : "refused";
        return { outcome };
      });
    },
    reconcile: () =>
      timed(log, {}, "compared with Clerk", async () => {
        const report = await reconcile({ ...context, clerk: pacedClerk });
        const { organizations, members, off, failed } = report;
        return { organizations, members, off: off.length, failed: failed.length };
      }),
    "prune-inbox": () =>
      timed(log, {}, "inbox pruned", async () => ({
        deliveries: await pruneInbox(context.sql),
        stranded: await buryStranded(context.sql),
        requests: await pruneRequests(context.sql),
      })),
    "tidy-queue": () => timed(log, {}, "queue tidied", () => tidyQueue(ownerUrl)),
  };
}

/** The scheduled jobs, in UTC. */
export const schedule = [
  { task: "reconcile", match: "*/10 * * * *", options: { queueName: "reconcile", maxAttempts: 1 } },
  { task: "tidy-queue", match: "7 * * * *" },
  { task: "prune-inbox", match: "23 3 * * *" },
];

/** Logs forged deliveries only: applying the genuine ones is logged. */
async function queueNewDeliveries(context: SyncContext, log: Logger): Promise<void> {
  const { forged } = await queueDeliveries(context);
  if (forged > 0)
    log.error(
      { forged },
      "none of CLERK_WEBHOOK_SIGNING_SECRET signed these deliveries: is a secret missing here?",
    );
}

async function apply(
  context: SyncContext,
  log: Logger,
  svixId: string,
  { attempts }: JobHelpers["job"],
): Promise<void> {
  const { sql } = context;
  const begun = performance.now();
  const since = () => Math.round(performance.now() - begun);
  const delivery = await findWaiting(sql, svixId);
  if (!delivery) return log.info({ svixId, outcome: "nothing to do", ms: since() }, "delivery taken");
  try {
    const outcome = await applyDelivery(context, delivery);
    await finishDelivery(sql, svixId, outcome);
    log.info({ svixId, outcome, ms: since() }, "delivery taken");
  } catch (error) {
    const isDead = await failDelivery(sql, svixId, error);
    const line = { svixId, outcome: isDead ? "dead" : "failed", attempt: attempts, ms: since(), err: error };
    if (isDead) return log.error(line, "delivery given up: bun scripts/webhooks.ts list --status dead");
    log.warn(line, "delivery failed; it will be retried");
    throw error;
  }
}

/** Logs one line for a job, with what `work` returns. */
async function timed(
  log: Logger,
  about: object,
  message: string,
  work: () => Promise<object>,
): Promise<void> {
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  try {
    const found = await work();
    log.info({ ...about, outcome: "done", ...found, ms: ms() }, message);
  } catch (error) {
    log.warn({ ...about, outcome: "failed", ms: ms(), err: error }, message);
    throw error;
  }
}

/** Every organization has a queue, and each queue slows down fetching jobs. Permanent failures are already logged. */
async function tidyQueue(ownerUrl: string): Promise<object> {
  const utils = await makeWorkerUtils({ ...queueOptions(ownerUrl, "tenantry worker"), maxPoolSize: 1 });
  try {
    await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS", "GC_JOB_QUEUES"] });
    return {};
  } finally {
    await utils.release();
  }
}

/** "" for a malformed payload, which then matches nothing. */
function textOf(payload: unknown, name: string): string {
  const value = (payload as Record<string, unknown> | null)?.[name];
  return typeof value === "string" ? value : "";
}
