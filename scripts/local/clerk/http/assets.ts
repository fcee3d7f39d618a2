import { dirname } from "node:path";
import { file } from "bun";
import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { answerImage } from "./images.ts";

const LIBRARY = /^\/npm\/@clerk\/clerk-js@[\w.-]+\/dist\/([\w-][\w.-]*\.js)$/;
const AVATAR = /^\/avatars\/(\w+)$/;

/** clerk-js from node_modules, and pictures; undefined for every other path. */
export async function findAsset(clerk: Clerk, url: URL): Promise<Response | undefined> {
  if (url.pathname === "/favicon.ico") return new Response(null, { status: 404 });
  const library = LIBRARY.exec(url.pathname)?.[1];
  if (library) return libraryFile(library);
  const avatar = AVATAR.exec(url.pathname)?.[1];
  return avatar ? answerImage(clerk, avatar, url.searchParams.get("initials") ?? "") : undefined;
}

async function libraryFile(name: string): Promise<Response> {
  const dist = dirname(Bun.resolveSync("@clerk/clerk-js", import.meta.dir));
  const found = file(`${dist}/${name}`);
  if (!(await found.exists())) return new Response("Not found", { status: 404 });
  // Chunks have their version in their name; the entry does not.
  const versioned = /\d+\.\d+\.\d+\.js$/.test(name);
  return new Response(found, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "access-control-allow-origin": "*",
      "cache-control": versioned ? "public, max-age=31536000, immutable" : "no-cache",
    },
  });
}
