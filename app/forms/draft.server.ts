import { createHash } from "node:crypto";
import { inflateRawSync } from "node:zlib";
import { type ActionFunctionArgs, data, type LoaderFunctionArgs } from "@remix-run/node";
import { z } from "zod";
import { type ErrorBody, toHttpError } from "#app/http/errors.ts";
import { isDocument, readSession } from "#app/tenancy/identity.server.ts";
import { DomainError } from "#db/errors.ts";

export type Draft = Record<string, string>;

/**
 * The fields of a submitted form. A POST cannot take Clerk's handshake, so with an expired session token nothing is done:
 * a document gets its fields back on a page that renews the token and sends them again, and a script renews the token
 * itself (app/offline/hold-requests.ts).
 * @param page the path of the form's page, by default the address posted to.
 * @throws the 401 for an expired token; the 400 for a body that is no form.
 */
export async function readForm(args: ActionFunctionArgs, page?: string): Promise<FormData> {
  const form = await readFields(args);
  const session = await readSession(args);
  if (session.state !== "stale") return form;
  const { request, context } = args;
  if (isDocument(request)) context.unsent = { page: page ?? new URL(request.url).pathname, form };
  const body: ErrorBody = { code: "unavailable", requestId: context.requestId };
  throw data(body, { status: 401 });
}

/** @throws the 400 for a body that is no form, or a broken one. */
async function readFields({ request, context }: ActionFunctionArgs): Promise<FormData> {
  try {
    return await request.formData();
  } catch (cause) {
    const malformed = new DomainError("malformed-form", "The body is not a form.", { cause });
    throw toHttpError(malformed, context.requestId);
  }
}

/** The fields that were kept for this page, and the headers that forget them. */
export function takeDraft(args: LoaderFunctionArgs): { draft: Draft | undefined; headers: Headers } {
  const path = toPath(new URL(args.request.url).pathname);
  const name = nameFor(path);
  const cookies = args.request.headers.get("cookie") ?? "";
  const chunks = [...cookies.matchAll(new RegExp(`(?:^|;\\s*)${name}_(\\d)=([\\w-]*)`, "g"))];
  const headers = new Headers();
  for (const [, index] of chunks) headers.append("Set-Cookie", `${name}_${index}=; Path=${path}; Max-Age=0`);
  const packed = chunks
    .sort((a, b) => Number(a[1]) - Number(b[1]))
    .map(([, , value]) => value)
    .join("");
  const draft = packed ? unpack(packed) : undefined;
  // Without a token at the time of typing there is nobody to compare with, and nothing typed is to be lost.
  const isTheirs = !draft?.holder || draft.holder === holderOf(args.request);
  return { draft: isTheirs ? draft?.fields : undefined, headers };
}

/** What is unpacked at most: a cookie may be of anybody's making. */
const mostBytes = 65_536;

function nameFor(path: string): string {
  const page = path.replace(/(?<=.)\/$/, "");
  return `draft_${createHash("sha256").update(page).digest("hex").slice(0, 12)}`;
}

/** In a cookie's attribute a semicolon of the path would begin the next attribute. */
function toPath(pathname: string): string {
  return pathname.replaceAll(";", "%3B");
}

const keptDraft = z.object({ holder: z.string(), fields: z.record(z.string(), z.string()) });

function unpack(packed: string): z.infer<typeof keptDraft> | undefined {
  try {
    const bytes = inflateRawSync(Buffer.from(packed, "base64url"), { maxOutputLength: mostBytes });
    return keptDraft.parse(JSON.parse(bytes.toString("utf8")));
  } catch {
    return undefined;
  }
}

/**
 * Whose session the browser has, so that the next person at it is not offered what the last one typed. Of a token that
 * may have run out and is not verified here: it decides nothing else, and the page is shown to verified sessions alone.
 */
function holderOf(request: Request): string {
  const [, payload = ""] =
    /(?:^|;\s*)__session(?:_[\w-]+)?=[\w-]+\.([\w-]+)\./.exec(request.headers.get("cookie") ?? "") ?? [];
  try {
    const { sub } = z
      .object({ sub: z.string() })
      .parse(JSON.parse(Buffer.from(payload, "base64url").toString()));
    return createHash("sha256").update(sub).digest("base64url").slice(0, 16);
  } catch {
    return "";
  }
}
