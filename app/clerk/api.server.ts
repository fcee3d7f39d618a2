import { createClerkClient } from "@clerk/remix/api.server";
import { Unavailable } from "#db/errors.ts";

type ClerkSettings = { CLERK_SECRET_KEY: string; CLERK_API_URL?: string | undefined };
export type ClerkApi = ReturnType<typeof createClerkClient>;

/** Clerk's Backend API, with the settings of this process. */
export function clerkApi(settings: ClerkSettings): ClerkApi {
  const known = clients.get(settings);
  if (known) return known;
  const client = createClerkClient({ secretKey: settings.CLERK_SECRET_KEY, apiUrl: settings.CLERK_API_URL });
  clients.set(settings, client);
  return client;
}

const clients = new WeakMap<ClerkSettings, ClerkApi>();

/** Runs a call of the Backend API; undefined for what Clerk does not know. @throws Unavailable when it does not answer. */
export async function askClerk<T>(call: () => Promise<T>): Promise<T | undefined> {
  try {
    return await call();
  } catch (error) {
    if ((error as { status?: number }).status === 404) return undefined;
    throw new Unavailable("Clerk", { cause: error });
  }
}
