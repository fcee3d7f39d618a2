import type { LoaderFunctionArgs } from "@remix-run/node";
import type { z } from "zod";
import { ownOrigin, type RouteArgs } from "./identity.server.ts";

/**
 * What was just done, for the page that comes next to say so and offer to take it back: a cookie for a minute, read once,
 * by document and script alike. It is whatever the browser sends: taking back asks for the right to do so again.
 */

/** The feature whose pages read it. */
export type DoneBy = "projects" | "tasks";

/** @returns a Set-Cookie header. What does not fit into one is not offered. */
export function rememberDone({ context }: RouteArgs, by: DoneBy, done: unknown): string {
  const packed = Buffer.from(JSON.stringify(done)).toString("base64url");
  const secure = ownOrigin(context).startsWith("https:") ? "; Secure" : "";
  return cookie(by, packed.length <= 3800 ? packed : "", `Max-Age=60${secure}`);
}

/** What the schema takes of it, and the headers that forget it. */
export function takeDone<Schema extends z.ZodType>(
  { request }: LoaderFunctionArgs,
  by: DoneBy,
  schema: Schema,
): { done: z.infer<Schema> | undefined; headers: Headers } {
  const headers = new Headers();
  const [, packed] =
    new RegExp(`(?:^|;\\s*)done_${by}=([\\w-]+)`).exec(request.headers.get("cookie") ?? "") ?? [];
  if (!packed) return { done: undefined, headers };
  headers.append("Set-Cookie", cookie(by, "", "Max-Age=0"));
  return { done: unpack(packed, schema), headers };
}

function cookie(by: DoneBy, value: string, attributes: string): string {
  return `done_${by}=${value}; Path=/; ${attributes}; HttpOnly; SameSite=Lax`;
}

function unpack<Schema extends z.ZodType>(packed: string, schema: Schema): z.infer<Schema> | undefined {
  try {
    return schema.parse(JSON.parse(Buffer.from(packed, "base64url").toString("utf8")));
  } catch {
    return undefined;
  }
}
