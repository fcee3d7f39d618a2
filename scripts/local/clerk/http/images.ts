import type { Clerk } from "#scripts/local/clerk/clerk.ts";
import { invalidParam } from "./errors.ts";

const RASTERS = ["image/png", "image/jpeg", "image/webp", "image/gif"];
const MAX_BYTES = 512 * 1024;

/** The picture of a user or an organization: an uploaded one, or one drawn from initials. */
export function imageJson(clerk: Clerk, id: string, name: string) {
  const uploaded = clerk.state.images?.[id];
  const words = name.split(/[\s.@-]+/).map((word) => word.slice(0, 1));
  const initials = words.join("").slice(0, 2).toUpperCase();
  // The query changes with the picture, so browsers may cache each for a day.
  const query = new URLSearchParams(uploaded ? { v: String(Bun.hash.crc32(uploaded)) } : { initials });
  return {
    image_url: `${clerk.settings.frontendUrl}/avatars/${id}?${query}`,
    has_image: uploaded !== undefined,
  };
}

/** Saves the form's `file`; only raster formats, because others could contain scripts. */
export async function saveImage(clerk: Clerk, id: string, body: unknown): Promise<void> {
  const file = typeof body === "object" && body !== null && "file" in body ? body.file : null;
  if (!(file instanceof Blob)) throw invalidParam("file", "file must be included.", "form_param_missing");
  if (!RASTERS.includes(file.type) || file.size > MAX_BYTES) {
    throw invalidParam("file", `file must be PNG, JPEG, WebP or GIF of at most ${MAX_BYTES / 1024} KiB.`);
  }
  const bytes = Buffer.from(await file.arrayBuffer());
  clerk.state.images ??= {};
  clerk.state.images[id] = `data:${file.type};base64,${bytes.toString("base64")}`;
}

export function removeImage(clerk: Clerk, id: string): void {
  delete clerk.state.images?.[id];
}

export function answerImage(clerk: Clerk, id: string, initials: string): Response {
  const [, type = "", data = ""] = /^data:([^;]+);base64,(.*)$/.exec(clerk.state.images?.[id] ?? "") ?? [];
  const body = data ? Buffer.from(data, "base64") : drawInitials(id, initials);
  return new Response(body, {
    headers: {
      "content-type": type || "image/svg+xml",
      "access-control-allow-origin": "*",
      "cache-control": "public, max-age=86400",
      "content-security-policy": "default-src 'none'",
      "x-content-type-options": "nosniff",
    },
  });
}

/** The same id always gets the same colour. */
function drawInitials(id: string, initials: string): string {
  const hue = Number(Bun.hash.crc32(id)) % 360;
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 80 80">
<rect width="80" height="80" fill="hsl(${hue} 45% 42%)"/>
<text x="40" y="41" fill="#fff" font-family="system-ui, sans-serif" font-size="32" font-weight="600"
 text-anchor="middle" dominant-baseline="central">${Bun.escapeHTML(initials.slice(0, 2))}</text></svg>`;
}
