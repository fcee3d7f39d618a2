import { ClerkError } from "#scripts/local/clerk/http/errors.ts";
import type { BackendSettings } from "./settings.ts";

const RETRY_AFTER_SECONDS = 1;

/** Waits, or throws the error, that the controls ask for. */
export async function applyFaults(
  { slowMs, down, rateLimited, about }: BackendSettings,
  { pathname, search }: URL,
): Promise<void> {
  if (about.length > 0 && !about.some((id) => `${pathname}${search}`.includes(id))) return;
  if (slowMs > 0) await Bun.sleep(slowMs);
  if (down)
    throw new ClerkError(503, "service_unavailable", "The Backend API is down (set in the controls).");
  if (!rateLimited) return;
  const message = "Too many requests. Please try again in a bit.";
  throw new ClerkError(429, "too_many_requests", message, {}, RETRY_AFTER_SECONDS);
}
