import { answeringErrors } from "#app/http/errors.ts";
import { type Identity, identify, type RouteArgs } from "./identity.server.ts";

/**
 * The door of the apex: for pages of a signed-in person who need not be a member of any workspace.
 * @throws the Response of app/http/errors.ts for an expected error, redirects to sign-in, and whatever `fn` throws.
 */
export async function withPerson<T>(args: RouteArgs, fn: (identity: Identity) => Promise<T>): Promise<T> {
  const identity = await identify(args);
  return await answeringErrors(args, () => fn(identity));
}
