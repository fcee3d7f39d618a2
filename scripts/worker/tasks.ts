import type { JobHelpers, TaskList } from "graphile-worker";
import type { Logger } from "pino";
import { z } from "zod";
import { applyChangeRequest } from "#app/identity-sync/apply-change.ts";
import { applyDelivery } from "#app/identity-sync/apply-event.ts";
import type { ClerkSource } from "#app/identity-sync/clerk-source.ts";
import { reconcile } from "#app/identity-sync/reconcile.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { syncOrganization } from "#app/identity-sync/sync-organization.ts";
import { findDelivery, pruneInbox, recordAttempt } from "#db/inbox.ts";

export type TaskOptions = {
  context: SyncContext;
  /** For what asks Clerk about everything: it has to leave room below Clerk's limits. */
  pacedClerk?: ClerkSource;
  log: Logger;
  /** Hears of each failure, before the job waits for its next attempt. */
  onError?: (error: unknown) => void;
};

/** What the worker does, by the name of the job. A job says where to look and is believed in nothing else. */
export function createTasks({
  context,
  pacedClerk = context.clerk,
  log,
  onError = () => {},
}: TaskOptions): TaskList {
  const tasks: Record<string, (payload: unknown, helpers: JobHelpers) => Promise<unknown>> = {
    "apply-delivery": (payload, helpers) => applyStored(context, deliveryJob.parse(payload).svixId, helpers),
    "sync-organization": async (payload) => {
      const { organizationId } = syncJob.parse(payload);
      await syncOrganization(context, organizationId);
      return { organizationId };
    },
    "apply-change": async (payload) => {
      const { id } = changeJob.parse(payload);
      return { id, outcome: await applyChangeRequest(context, id) };
    },
    reconcile: async () => {
      const { organizations, members, off, failed } = await reconcile({ ...context, clerk: pacedClerk });
      return { organizations, members, off: off.length, failed: failed.length };
    },
    "prune-inbox": async () => ({ pruned: await pruneInbox(context.sql, keptDays) }),
  };
  return Object.fromEntries(
    Object.entries(tasks).map(([name, task]) => [name, logged(name, task, log, onError)]),
  );
}

/** The schedule of what nobody asks for, in graphile-worker's form of crontab. */
export const schedule = ["*/10 * * * * reconcile ?max=1", "17 3 * * * prune-inbox ?max=1"].join("\n");

/** How long a delivery that is done is kept, in days: for as long as somebody may ask what became of it. */
const keptDays = 30;

const deliveryJob = z.object({ svixId: z.string() });
const changeJob = z.object({ id: z.uuid() });
const syncJob = z.object({ organizationId: z.string() });

async function applyStored(context: SyncContext, svixId: string, { job }: JobHelpers) {
  const delivery = await findDelivery(context.sql, svixId);
  if (!delivery) return { svixId, outcome: "unknown" };
  try {
    const outcome = await applyDelivery(context, delivery);
    await recordAttempt(context.sql, svixId, { status: outcome });
    return { svixId, outcome };
  } catch (error) {
    const status = job.attempts >= job.max_attempts ? "dead" : "waiting";
    await recordAttempt(context.sql, svixId, { status, error: String(error) });
    throw error;
  }
}

function logged(
  name: string,
  task: (payload: unknown, helpers: JobHelpers) => Promise<unknown>,
  log: Logger,
  onError: (error: unknown) => void,
) {
  return async (payload: unknown, helpers: JobHelpers): Promise<void> => {
    const started = performance.now();
    const ms = () => Math.round(performance.now() - started);
    const { attempts, max_attempts: most } = helpers.job;
    try {
      const result = await task(payload, helpers);
      log.info({ job: name, ...(result as object), ms: ms() }, "job done");
    } catch (error) {
      const isLast = attempts >= most;
      log[isLast ? "error" : "warn"](
        { job: name, payload, attempt: attempts, ms: ms(), err: error },
        isLast ? "job failed for good" : "job failed, it is tried again later",
      );
      onError(error);
      throw error;
    }
  };
}
