import { runProgram } from "./operator/program.ts";
import { list } from "./webhooks/list.ts";
import { replay, retry } from "./webhooks/retry.ts";
import { show } from "./webhooks/show.ts";

// `bun scripts/webhooks.ts <command>`: the stored deliveries of Clerk.

await runProgram("bun scripts/webhooks.ts", { list, show, retry, replay });
