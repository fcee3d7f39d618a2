import { runOnce } from "graphile-worker";
import { createLogger } from "#app/http/logger.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { queueOptions, withQueuePool } from "#db/jobs/queue.ts";
import { createTasks } from "#scripts/worker/tasks.ts";

/** Runs all due jobs like the worker, and returns. */
export async function runJobs(ownerUrl: string, context: SyncContext): Promise<void> {
  const taskList = createTasks({
    ownerUrl,
    context,
    pacedClerk: context.clerk,
    log: createLogger("silent"),
  });
  await withQueuePool(ownerUrl, "test jobs", 4, (pool) =>
    runOnce({ ...queueOptions(pool), taskList, concurrency: 4, noHandleSignals: true }),
  );
}
