import { runOnce } from "graphile-worker";
import { createLogger } from "#app/http/logger.ts";
import type { SyncContext } from "#app/identity-sync/sync-context.ts";
import { queueOptions } from "#db/jobs/queue.ts";
import { createTasks } from "#scripts/worker/tasks.ts";

/** Runs all due jobs like the worker, and returns. */
export async function runJobs(ownerUrl: string, context: SyncContext): Promise<void> {
  const taskList = createTasks({
    ownerUrl,
    context,
    pacedClerk: context.clerk,
    log: createLogger("silent"),
  });
  const options = queueOptions(ownerUrl, "test jobs");
  await runOnce({ ...options, taskList, concurrency: 4, maxPoolSize: 4, noHandleSignals: true });
}
