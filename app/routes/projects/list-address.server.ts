import { backTo, ownOrigin, type RouteArgs } from "#app/tenancy/identity.server.ts";

const list = "/projects";

/** The URL of the project list with the filters it had when the form was sent. */
export function projectListOf(args: RouteArgs): string {
  const { pathname, search } = new URL(backTo(args, list), ownOrigin(args.context));
  return pathname === list ? pathname + search : list;
}
