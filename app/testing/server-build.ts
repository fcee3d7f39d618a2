import type { ServerBuild } from "@remix-run/server-runtime";

/** A build of these routes by id, as Remix makes one. A page is whatever `page` answers, by default the word alone. */
export function serverBuild(
  routes: Record<string, object>,
  page: (request: Request, status: number, headers: Headers) => Response = () => new Response("page"),
): ServerBuild {
  return {
    entry: { module: { default: page, handleError: () => {} } },
    routes,
    assets: { entry: { imports: [], module: "" }, routes: {}, url: "", version: "1" },
    future: { v3_singleFetch: true },
    publicPath: "/",
    assetsBuildDirectory: "",
    isSpaMode: false,
  } as unknown as ServerBuild;
}
