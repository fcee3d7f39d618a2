import { type JobHelpers, makeWorkerUtils, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import type { ClerkSource } from "#app/clerk/directory.ts";
import { applyChangeRequest } from "#app/identity-sync/apply-change.ts";
import { applyDelivery } from "#app/identity-sync/apply-event.ts";
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
  /** For what asks Clerk about everything: it leaves room below Clerk's limits. */
  pacedClerk: ClerkSource;
  log: Logger;
};

/** What the worker can do, by the names that jobs have. A payload only says what to look at: it is never believed. */
export function createTasks({ ownerUrl, context, pacedClerk, log }: TaskOptions): TaskList {
  return {
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
        requests: await pruneRequests(context.sql, new Date(Date.now() - keptRequests)),
      })),
    "tidy-queue": () => timed(log, {}, "queue tidied", () => tidyQueue(ownerUrl)),
  };
}

/** How long it can be told what became of a request, in milliseconds. */
const keptRequests = 30 * 86_400_000;

/** What is done without being asked for, in UTC. */
export const schedule = [
  { task: "reconcile", match: "*/10 * * * *", options: { queueName: "reconcile", maxAttempts: 1 } },
  { task: "tidy-queue", match: "7 * * * *" },
  { task: "prune-inbox", match: "23 3 * * *" },
];

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
    log.warn(line, "delivery failed, it is tried again later");
    throw error;
  }
}

/** One line for a job. What `work` returns stands in it. */
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

/** Looking for a job costs time for every queue there is, and every organization has one. What failed for good was told. */
async function tidyQueue(ownerUrl: string): Promise<object> {
  const utils = await makeWorkerUtils({ ...queueOptions(ownerUrl, "tenantry worker"), maxPoolSize: 1 });
  try {
    await utils.cleanup({ tasks: ["DELETE_PERMAFAILED_JOBS", "GC_JOB_QUEUES"] });
    return {};
  } finally {
    await utils.release();
  }
}

/** "" for a payload of another form, under which nothing is found. */
function textOf(payload: unknown, name: string): string {
  const value = (payload as Record<string, unknown> | null)?.[name];
  return typeof value === "string" ? value : "";
}
