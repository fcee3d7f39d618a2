import { backTo, ownOrigin, type RouteArgs } from "#app/tenancy/identity.server.ts";

const list = "/projects";

/** The list of projects as it was when something was done in it, with what it was narrowed to. */
export function projectListOf(args: RouteArgs): string {
  const { pathname, search } = new URL(backTo(args, list), ownOrigin(args.context));
  return pathname === list ? pathname + search : list;
}
