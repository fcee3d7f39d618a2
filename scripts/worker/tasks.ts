import { type JobHelpers, makeWorkerUtils, type TaskList } from "graphile-worker";
import type { Logger } from "pino";
import { applyChangeRequest } from "#app/identity-sync/apply-change.ts";
import { applyDelivery } from "#app/identity-sync/apply-event.ts";
import type { ClerkSource } from "#app/identity-sync/clerk-source.ts";
import { reconcile } from "#app/identity-sync/reconcile.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { syncOrganization } from "#app/identity-sync/sync-organization.ts";
import { failDelivery, findWaiting, finishDelivery, pruneInbox } from "#db/inbox.ts";
import { queueOptions } from "#db/jobs.ts";
import { ClerkPause } from "./clerk-pause.ts";

export type TaskOptions = {
  ownerUrl: string;
  context: SyncContext;
  /** For what asks Clerk about everything, and has to leave room below its limits. */
  pacedClerk?: ClerkSource;
  log: Logger;
};

/** What the worker can do, by the names that jobs have. A payload only says what to look at: it is never believed. */
export function createTasks({ ownerUrl, context, pacedClerk = context.clerk, log }: TaskOptions): TaskList {
  const pause = new ClerkPause();
  return {
    "apply-delivery": (payload, { job }) => apply(context, pause, log, textOf(payload, "svixId"), job),
    "sync-organization": (payload) => {
      const organizationId = textOf(payload, "organizationId");
      return timed(log, { organizationId }, "organization asked for", () =>
        pause.run(() => syncOrganization(context, organizationId)),
      );
    },
    "apply-change": (payload) => {
      const id = textOf(payload, "id");
      return timed(log, { changeRequest: id }, "change asked for", () =>
        pause.run(() => applyChangeRequest(context, id)),
      );
    },
    reconcile: () =>
      timed(log, {}, "compared with Clerk", () => repairAll({ ...context, clerk: pacedClerk })),
    "prune-inbox": () => timed(log, {}, "inbox pruned", () => pruneInbox(context.sql)),
    "forget-queues": () => timed(log, {}, "idle queues forgotten", () => forgetQueues(ownerUrl)),
  };
}

/** A schedule for each, in UTC. */
export const schedule = [
  { task: "reconcile", match: "*/10 * * * *" },
  { task: "forget-queues", match: "7 * * * *" },
  { task: "prune-inbox", match: "23 3 * * *" },
];

async function apply(
  context: SyncContext,
  pause: ClerkPause,
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
    const outcome = await pause.run(() => applyDelivery(context, delivery));
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

/** One line for a job; `count` is how many things were done, where that is known. */
async function timed<T>(log: Logger, about: object, message: string, work: () => Promise<T>): Promise<void> {
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  try {
    const found = await work();
    const count = typeof found === "number" ? { count: found } : {};
    log.info({ ...about, ...count, outcome: "done", ms: ms() }, message);
  } catch (error) {
    log.warn({ ...about, outcome: "failed", ms: ms(), err: error }, message);
    throw error;
  }
}

/** @returns how much was off. */
async function repairAll(context: SyncContext): Promise<number> {
  const { off, failed } = await reconcile(context);
  if (failed.length > 0)
    throw new Error(`${failed.length} tenants could not be repaired: bun scripts/reconcile.ts`);
  return off.length;
}

/** Looking for a job costs time for every queue there is, and every organization has one. */
async function forgetQueues(ownerUrl: string): Promise<void> {
  const utils = await makeWorkerUtils({ ...queueOptions(ownerUrl, "tenantry worker"), maxPoolSize: 1 });
  try {
    await utils.cleanup({ tasks: ["GC_JOB_QUEUES"] });
  } finally {
    await utils.release();
  }
}

/** "" for a payload of another form, under which nothing is found. */
function textOf(payload: unknown, name: string): string {
  const value = (payload as Record<string, unknown> | null)?.[name];
  return typeof value === "string" ? value : "";
}
