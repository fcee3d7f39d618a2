import { createHash } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import { type ActionFunctionArgs, type LoaderFunctionArgs, redirectDocument } from "@remix-run/node";
import { z } from "zod";
import { toHttpError } from "#app/http/errors.ts";
import { isDocument, ownOrigin, readSession } from "#app/tenancy/identity.server.ts";
import { DomainError } from "#db/errors.ts";

/**
 * What was typed into a form whose session token had run out. A POST cannot take Clerk's handshake, so the fields go
 * into a short-lived cookie of the form's page, the page is loaded again, and offers them there. A browser sends a cookie
 * to all paths below its own, so its name says which page it is for, and no other page reads it.
 */
export type Draft = Record<string, string>;

/**
 * The fields of a submitted form. With a stale session it throws the way back to the page of the form instead
 * (`page`, a path that may have a search, by default the address posted to), where `takeDraft` has what was typed. What
 * is too long for cookies stays with who typed it: a script's page is told to send it again, which Clerk's own script has
 * renewed the token for by then; a document is answered with what was typed.
 */
export async function readForm(args: ActionFunctionArgs, page?: string): Promise<FormData> {
  const form = await readFields(args);
  const session = await readSession(args);
  if (session.state !== "stale") return form;
  const address = new URL(ownOrigin(args.context));
  const { pathname, search } = splitAddress(args.request, page);
  address.pathname = toPath(pathname);
  address.search = search;
  const headers = new Headers();
  const typed = [...form].filter((field): field is [string, string] => typeof field[1] === "string");
  const cookies = draftCookies(args, typed, address.pathname);
  if (!cookies && !isDocument(args.request)) {
    const unkept = new DomainError("unavailable", "The token ran out, and the form is too long for cookies.");
    throw toHttpError(unkept, args.context.requestId);
  }
  if (!cookies) args.context.unkept = { page: address.href, fields: typed };
  for (const cookie of cookies ?? []) headers.append("Set-Cookie", cookie);
  const back = redirectDocument(address.href, { headers, status: 303 });
  throw isDocument(args.request) ? withoutReload(back) : back;
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

/** Cookies are limited to 4 KB each, and a request's headers to 16 KB. */
const chunkLength = 3500;
const mostChunks = 4;
/** What is unpacked at most: a cookie may be of anybody's making. */
const mostBytes = 65_536;

/** @returns undefined for what is too long for them: thousands of characters that do not repeat, of many kinds. */
function draftCookies(
  { request, context }: ActionFunctionArgs,
  typed: [string, string][],
  path: string,
): string[] | undefined {
  const kept = { holder: holderOf(request), fields: Object.fromEntries(typed) };
  const text = JSON.stringify(kept);
  if (Buffer.byteLength(text) > mostBytes) return undefined;
  const packed = deflateRawSync(text).toString("base64url");
  const secure = ownOrigin(context).startsWith("https:");
  const chunks = packed.match(new RegExp(`.{1,${chunkLength}}`, "g")) ?? [];
  if (chunks.length > mostChunks) return undefined;
  const attributes = `Path=${path}; Max-Age=600; HttpOnly; SameSite=Lax${secure ? "; Secure" : ""}`;
  const name = nameFor(path);
  return chunks.map((chunk, index) => `${name}_${index}=${chunk}; ${attributes}`);
}

function splitAddress({ url }: Request, page: string | undefined): { pathname: string; search: string } {
  const { pathname, search } = new URL(page ?? url, url);
  return { pathname, search: page ? search : "" };
}

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

function withoutReload(response: Response): Response {
  response.headers.delete("X-Remix-Reload-Document");
  return response;
}
