import type { ActionFunctionArgs } from "@remix-run/node";
import { answeringErrors } from "#app/http/errors.ts";
import type { RouteHandle } from "#app/http/route-rules.ts";
import { queueOf, verifyDelivery } from "#app/identity-sync/delivery.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import { storeDelivery } from "#db/jobs/inbox.ts";

/** Clerk sends bursts of thousands, for example when many people are imported. */
export const handle: RouteHandle = { skipsRouter: true };

/** Clerk's webhooks: verifies the raw body, stores it and answers. The worker applies it. */
export async function action(args: ActionFunctionArgs): Promise<Response> {
  const { request, context } = args;
  if (context.host.kind !== "apex") return answer(404, "Webhooks are received at the apex host.");
  const delivery = toDelivery(request.headers, decode(await request.arrayBuffer()));
  const event = delivery && verifyDelivery(delivery, context.env.CLERK_WEBHOOK_SIGNING_SECRET);
  if (!event) {
    context.log.warn(
      { svixId: delivery?.svixId },
      "webhook refused: not JSON in UTF-8, or its signature is missing, wrong or too old",
    );
    return answer(400, "The body is not JSON in UTF-8, or its signature is missing, wrong or too old.");
  }
  await answeringErrors(args, () => storeDelivery(context.webPool, delivery, queueOf(event)));
  return answer(202, "Stored.");
}

export function loader(): Response {
  return new Response("Webhooks are sent with POST.", {
    status: 405,
    headers: { Allow: "POST", ...plainText },
  });
}

/**
 * The text of exactly these bytes, so that a signature over the text is one over the bytes. A lenient decoder gives many
 * bodies the same text, with U+FFFD for each illegal byte and without a byte order mark.
 */
function decode(bytes: ArrayBuffer): string | undefined {
  try {
    return new TextDecoder("utf-8", { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}

function toDelivery(headers: Headers, body: string | undefined): Delivery | undefined {
  const svixId = headers.get("svix-id");
  const svixTimestamp = headers.get("svix-timestamp");
  const svixSignature = headers.get("svix-signature");
  if (!svixId || !svixTimestamp || !svixSignature || body === undefined) return undefined;
  if (svixId.length > 256 || svixTimestamp.length > 32 || svixSignature.length > 4096) return undefined;
  return { svixId, svixTimestamp, svixSignature, body };
}

const plainText = { "Content-Type": "text/plain; charset=utf-8" };

function answer(status: number, message: string): Response {
  return new Response(`${message}\n`, { status, headers: plainText });
}
