import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "./keys.ts";
import { type LocalClerk, startLocalClerk } from "./server.ts";

/** The local Clerk as a process: prints a line of JSON when it is ready, stops on SIGTERM and SIGINT. */
const port = Number(process.env.LOCAL_CLERK_PORT || 3100);
const baseUrl = process.env.BASE_URL || "http://app.localhost:3000";
const statePath = process.env.LOCAL_CLERK_STATE || ".local/clerk.json";
const webhookUrl = process.env.LOCAL_CLERK_WEBHOOK_URL || new URL("/api/webhooks/clerk", baseUrl).href;

const clerk = await start();
for (const signal of ["SIGTERM", "SIGINT"] as const) {
  process.once(signal, async () => {
    await clerk.stop();
    process.exit(0);
  });
}
const { url, frontendUrl, publishableKey } = clerk;
console.log(
  JSON.stringify({ ready: true, url, frontendUrl, outbox: `${frontendUrl}/outbox`, publishableKey }),
);
process.send?.("ready");

async function start(): Promise<LocalClerk> {
  try {
    const webhook = { url: webhookUrl, secret: LOCAL_WEBHOOK_SECRET };
    return await startLocalClerk({ port, baseUrl, statePath, secretKey: LOCAL_SECRET_KEY, webhook });
  } catch (error) {
    if (!(error instanceof Error && "code" in error && error.code === "EADDRINUSE")) throw error;
    console.error(
      `The local Clerk cannot listen: port ${port} is taken. Choose another with LOCAL_CLERK_PORT.`,
    );
    process.exit(1);
  }
}
