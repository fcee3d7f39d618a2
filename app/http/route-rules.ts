import type { ActionFunctionArgs } from "@remix-run/node";
import type { ServerBuild } from "@remix-run/server-runtime";
import { toErrorResponse } from "./errors.ts";

/** What a route without a page may export as `handle`. The server reads it before Remix routes the request. */
export type RouteHandle = {
  /** A POST goes straight to the route's action: matching a request against every route takes half of a webhook's time. */
  skipsRouter?: true;
  /** Where a browser is redirected when its POST is too large, instead of the page for 413. */
  tooLarge?: string;
};

export type RouteRules = {
  direct?: ((args: ActionFunctionArgs) => Promise<Response>) | undefined;
  tooLarge?: string | undefined;
};

/** The rules of each path, as the routes of the build declare them. A build that is a function is read for each request. */
export function createRouteRules(
  build: ServerBuild | (() => Promise<ServerBuild>),
): (path: string) => RouteRules | Promise<RouteRules> {
  if (typeof build === "function") return async (path) => collect(await build()).get(path) ?? {};
  const rules = collect(build);
  return (path) => rules.get(path) ?? {};
}

function collect({ routes }: ServerBuild): Map<string, RouteRules> {
  const rules = new Map<string, RouteRules>();
  for (const route of Object.values(routes)) {
    const handle = route?.module.handle as RouteHandle | undefined;
    if (!route?.path || (!handle?.skipsRouter && !handle?.tooLarge)) continue;
    const action = handle.skipsRouter && (route.module.action as RouteRules["direct"]);
    rules.set(`/${route.path}`, { direct: action && answering(action), tooLarge: handle.tooLarge });
  }
  return rules;
}

/** The router would turn a thrown response into the answer; without it we do. */
function answering(action: NonNullable<RouteRules["direct"]>): RouteRules["direct"] {
  return (args) =>
    action(args).catch((error: unknown) => {
      const response = toErrorResponse(error);
      if (response) return response;
      throw error;
    });
}
