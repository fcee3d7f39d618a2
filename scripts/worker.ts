import { exitOnInvalidEnv, readWorkerEnv } from "#app/env.server.ts";
import { applyDelivery, type SyncContext } from "#app/identity-sync/apply-event.ts";
import { ClerkSource } from "#app/identity-sync/clerk-source.ts";
import { createLogger } from "#app/logger.ts";
import { isDomainError } from "#db/errors.ts";
import { type Delivery, processNext } from "#db/inbox.ts";
import { assertDatabaseReady } from "#db/migrate/check.ts";
import { connectAsOperator } from "#db/migrate/operator.ts";

// The worker: takes Clerk's events from the inbox, provisions tenants and keeps members in step. It is the one process
// of the running product that holds the owner. SIGTERM ends it after the event in hand.

const env = exitOnInvalidEnv(() => readWorkerEnv());
const log = createLogger(env.LOG_LEVEL).child({ process: "worker" });
const sql = connectAsOperator(env.DATABASE_OWNER_URL, "tenantry worker", 4);
const context: SyncContext = {
  sql,
  sealSecret: env.TENANT_SEAL_SECRET,
  clerk: new ClerkSource({ secretKey: env.CLERK_SECRET_KEY, apiUrl: env.CLERK_API_URL }),
  webhookSecrets: env.CLERK_WEBHOOK_SIGNING_SECRET,
};

let running = true;
let wake = () => {};

await checkDatabase();
await sql.listen("inbox", () => wake());
process.once("SIGTERM", stop).once("SIGINT", stop);
log.info("worker is running");
while (running) {
  const found = await takeNext();
  if (!found && running) await sleepUntilWoken(1000);
}
await sql.end({ timeout: 5 });
process.exit(0);

async function checkDatabase(): Promise<void> {
  try {
    await assertDatabaseReady(sql, env.TENANT_SEAL_SECRET);
  } catch (error) {
    log.fatal(isDomainError(error) ? error.message : { err: error });
    process.exit(1);
  }
}

async function takeNext(): Promise<boolean> {
  try {
    return await processNext(sql, apply);
  } catch (error) {
    log.error({ err: error }, "the inbox could not be read");
    return false;
  }
}

async function apply(delivery: Delivery) {
  const started = performance.now();
  const { svixId } = delivery;
  try {
    const outcome = await applyDelivery(context, delivery);
    log.info({ svixId, outcome, ms: Math.round(performance.now() - started) }, "delivery taken");
    return outcome;
  } catch (error) {
    log.warn({ svixId, err: error }, "delivery failed, it is tried again later");
    throw error;
  }
}

/** A notification only says "look": the inbox tells what there is to do, and is looked at every second anyway. */
function sleepUntilWoken(milliseconds: number): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, milliseconds);
    wake = () => {
      clearTimeout(timer);
      resolve();
    };
  });
}

function stop(): void {
  running = false;
  wake();
}
