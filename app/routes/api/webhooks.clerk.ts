import type { ActionFunctionArgs } from "@remix-run/node";
import { queueOf } from "#app/identity-sync/queue-of.ts";
import { isAuthentic } from "#app/identity-sync/signature.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { storeDelivery } from "#db/jobs/inbox.ts";

const mostBytes = 1024 * 1024;

/** Clerk's webhooks: verified over the raw body, stored, answered. The worker does what they ask for. */
export async function action({ request, context }: ActionFunctionArgs): Promise<Response> {
  if (context.host.kind !== "apex") return answer(404, "Webhooks are received at the apex host.");
  const body = await readBody(request);
  if (body === undefined) return answer(413, "The body is larger than 1 MiB.");
  const delivery = toDelivery(request.headers, body);
  if (!delivery || !isAuthentic(delivery, context.env.CLERK_WEBHOOK_SIGNING_SECRET)) {
    context.log.warn({ svixId: delivery?.svixId }, "webhook refused: signature missing, wrong or too old");
    return answer(400, "The signature is missing, wrong or too old.");
  }
  if (!isJson(body)) return answer(400, "The body is not JSON.");
  await storeDelivery(context.webPool, delivery, queueOf(body));
  return answer(202, "Stored.");
}

export function loader(): Response {
  return new Response("Webhooks are sent with POST.", {
    status: 405,
    headers: { Allow: "POST", ...plainText },
  });
}

/** Reads no further than the limit, whatever Content-Length says. */
async function readBody(request: Request): Promise<string | undefined> {
  if (Number(request.headers.get("content-length") ?? 0) > mostBytes) return undefined;
  const reader = request.body?.getReader();
  const chunks: Uint8Array[] = [];
  let size = 0;
  for (let part = await reader?.read(); part?.value; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > mostBytes) return undefined;
    chunks.push(part.value);
  }
  return Buffer.concat(chunks).toString("utf8");
}

function toDelivery(headers: Headers, body: string): Delivery | undefined {
  const svixId = headers.get("svix-id");
  const svixTimestamp = headers.get("svix-timestamp");
  const svixSignature = headers.get("svix-signature");
  if (!svixId || !svixTimestamp || !svixSignature) return undefined;
  if (svixId.length > 256 || svixTimestamp.length > 32 || svixSignature.length > 4096) return undefined;
  return { svixId, svixTimestamp, svixSignature, body };
}

function isJson(body: string): boolean {
  try {
    JSON.parse(body);
    return true;
  } catch {
    return false;
  }
}

const plainText = { "Content-Type": "text/plain; charset=utf-8" };

function answer(status: number, message: string): Response {
  return new Response(`${message}\n`, { status, headers: plainText });
}
