import { runOnce, type TaskList } from "graphile-worker";
import { jobsSchema, openJobsPool, silence } from "../jobs.ts";

/** Does what is due, as the worker would, until there is nothing. Jobs that failed wait for later, and stay. */
export async function drainQueue(ownerUrl: string, taskList: TaskList): Promise<void> {
  const pgPool = openJobsPool(ownerUrl, 2);
  try {
    await runOnce({ pgPool, schema: jobsSchema, taskList, logger: silence, noHandleSignals: true });
  } finally {
    await pgPool.end();
  }
}
