import { dirname } from "node:path";
import { file } from "bun";

const LIBRARY = /^\/npm\/@clerk\/clerk-js@[\w.-]+\/dist\/([\w-][\w.-]*\.js)$/;
const AVATAR = /^\/avatars\/(\w+)$/;

/** clerk-js out of node_modules, and avatars; undefined for every other path. */
export async function findAsset(url: URL): Promise<Response | undefined> {
  if (url.pathname === "/favicon.ico") return new Response(null, { status: 404 });
  const library = LIBRARY.exec(url.pathname)?.[1];
  if (library) return libraryFile(library);
  const avatar = AVATAR.exec(url.pathname)?.[1];
  return avatar ? drawAvatar(avatar, url.searchParams.get("initials") ?? "") : undefined;
}

async function libraryFile(name: string): Promise<Response> {
  const dist = dirname(Bun.resolveSync("@clerk/clerk-js", import.meta.dir));
  const found = file(`${dist}/${name}`);
  if (!(await found.exists())) return new Response("Not found", { status: 404 });
  // Chunks carry their version in their name; the entry does not.
  const versioned = /\d+\.\d+\.\d+\.js$/.test(name);
  return new Response(found, {
    headers: {
      "content-type": "text/javascript; charset=utf-8",
      "access-control-allow-origin": "*",
      "cache-control": versioned ? "public, max-age=31536000, immutable" : "no-cache",
    },
  });
}

/** Initials on a colour that is always the same for the same id. */
function drawAvatar(id: string, initials: string): Response {
  const hue = Number(Bun.hash.crc32(id)) % 360;
  const text = Bun.escapeHTML(initials.slice(0, 2));
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">
<rect width="80" height="80" fill="hsl(${hue} 45% 42%)"/>
<text x="40" y="41" fill="#fff" font-family="system-ui, sans-serif" font-size="32" font-weight="600"
 text-anchor="middle" dominant-baseline="central">${text}</text></svg>`;
  return new Response(svg, {
    headers: {
      "content-type": "image/svg+xml",
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'; style-src 'unsafe-inline'",
    },
  });
}
