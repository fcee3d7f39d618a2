import { type ActionFunctionArgs, data, type LoaderFunctionArgs, redirect } from "@remix-run/node";
import type { z } from "zod";
import { backTo, isDocument, ownOrigin, type RouteArgs } from "#app/tenancy/identity.server.ts";

/**
 * What was just done, so that the next page can report it and offer to undo it: a cookie for a minute, read once, by
 * documents and scripts alike. The browser may send anything in it, so undoing checks the permission again.
 */

/** The feature whose pages read it. */
export type FlashKey = "projects" | "tasks";

/**
 * The answer of an action without a page of its own: a document goes back to the page that held the form
 * (or to `page` if that is unknown); Remix revalidates a script's page.
 */
export function answerWithFlash(args: ActionFunctionArgs, by: FlashKey, done: unknown, page: string) {
  const headers = { "Set-Cookie": setFlash(args, by, done) };
  return isDocument(args.request) ? redirect(backTo(args, page), { headers }) : data(null, { headers });
}

/** @returns a Set-Cookie header. If there is nothing to report, or it does not fit, the cookie is empty. */
export function setFlash({ context }: RouteArgs, by: FlashKey, done: unknown): string {
  const packed = done === undefined ? "" : Buffer.from(JSON.stringify(done)).toString("base64url");
  const secure = ownOrigin(context).startsWith("https:") ? "; Secure" : "";
  return cookie(by, packed.length <= 3800 ? packed : "", `Max-Age=60${secure}`);
}

/** The flash as the schema parses it, and the headers that delete it. */
export function takeFlash<Schema extends z.ZodType>(
  { request }: LoaderFunctionArgs,
  by: FlashKey,
  schema: Schema,
): { done: z.infer<Schema> | undefined; headers: Headers } {
  const headers = new Headers();
  const [, packed] =
    new RegExp(`(?:^|;\\s*)done_${by}=([\\w-]+)`).exec(request.headers.get("cookie") ?? "") ?? [];
  if (!packed) return { done: undefined, headers };
  headers.append("Set-Cookie", cookie(by, "", "Max-Age=0"));
  return { done: unpack(packed, schema), headers };
}

function cookie(by: FlashKey, value: string, attributes: string): string {
  return `done_${by}=${value}; Path=/; ${attributes}; HttpOnly; SameSite=Lax`;
}

function unpack<Schema extends z.ZodType>(packed: string, schema: Schema): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(Buffer.from(packed, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
