import { join, normalize } from "node:path";

const hashedFolder = "/assets/";
const encodings = [
  { name: "br", suffix: ".br" },
  { name: "gzip", suffix: ".gz" },
] as const;

/**
 * Serves the files of one folder, cached for ever if hashed, otherwise for an hour, in the smallest encoding that the
 * browser accepts and the build made. Undefined for a path without a file. A missing hashed file gets a short 404 instead:
 * a page of an earlier release may ask for it, and the application would render a whole page.
 */
export function createAssets(folder: string): (request: Request) => Promise<Response | undefined> {
  return async (request) => {
    if (request.method !== "GET" && request.method !== "HEAD") return undefined;
    const path = safePath(new URL(request.url).pathname);
    const file = path && !/\.(br|gz)$/.test(path) ? Bun.file(join(folder, path)) : undefined;
    if (path && file && (await isFile(file))) return await respond(request, path, file);
    return path?.startsWith(hashedFolder) ? notFound() : undefined;
  };
}

async function respond(request: Request, path: string, file: Bun.BunFile): Promise<Response> {
  const { body, encoding } = await chooseEncoding(request, file);
  const etag = `"${file.size.toString(36)}-${file.lastModified.toString(36)}${encoding ? `-${encoding}` : ""}"`;
  const headers = new Headers({
    "Content-Type": file.type,
    "Cache-Control": path.startsWith(hashedFolder)
      ? "public, max-age=31536000, immutable"
      : "public, max-age=3600",
    ETag: etag,
    Vary: "Accept-Encoding",
  });
  if (encoding) headers.set("Content-Encoding", encoding);
  if (isKnown(request.headers.get("if-none-match"), etag))
    return new Response(null, { status: 304, headers });
  return new Response(request.method === "HEAD" ? null : body, { headers });
}

/** A proxy that recompresses marks our ETags as weak, which makes no difference here. */
function isKnown(header: string | null, etag: string): boolean {
  const tags = (header ?? "").split(",").map((tag) => tag.trim().replace(/^W\//, ""));
  return tags.includes(etag) || tags.includes("*");
}

function notFound(): Response {
  return new Response("There is no such file.\n", {
    status: 404,
    headers: { "Content-Type": "text/plain; charset=utf-8" },
  });
}

async function chooseEncoding(request: Request, file: Bun.BunFile) {
  const accepted = acceptedEncodings(request.headers.get("accept-encoding") ?? "");
  for (const { name, suffix } of encodings) {
    const compressed = Bun.file(`${file.name}${suffix}`);
    if (accepted.has(name) && (await compressed.exists())) return { body: compressed, encoding: name };
  }
  return { body: file, encoding: undefined };
}

function acceptedEncodings(header: string): Set<string> {
  const entries = header.split(",").map((entry) => entry.trim().split(/\s*;\s*q=/));
  return new Set(entries.flatMap(([name, quality]) => (name && Number(quality ?? 1) > 0 ? [name] : [])));
}

/** No file's path is longer. Bun.file throws for a path longer than the system allows. */
const longestPath = 512;

/** A path inside the folder, or undefined. Decoded once; dot segments and hidden files are refused. */
function safePath(pathname: string): string | undefined {
  try {
    const path = normalize(decodeURIComponent(pathname));
    if (path.length > longestPath) return undefined;
    return path.includes("\0") || path.includes("..") || path.includes("/.") ? undefined : path;
  } catch {
    return undefined;
  }
}

async function isFile(file: Bun.BunFile): Promise<boolean> {
  try {
    return (await file.stat()).isFile();
  } catch {
    return false;
  }
}
