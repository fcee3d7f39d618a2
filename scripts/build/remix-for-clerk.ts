import type { Plugin } from "vite";

/** All that Clerk's SDK takes from Remix. */
export const hooksForClerk = ["useLoaderData", "useLocation", "useNavigate", "useParams"];

const name = "\0remix-for-clerk";

/**
 * Clerk's SDK asks for Remix by `require`, which keeps all of it: the server's half of the router, too, some 20 KB
 * compressed. In the bundle for browsers it gets what it uses, so that the rest can be left out.
 */
export function remixForClerk(): Plugin {
  return {
    name: "remix-for-clerk",
    enforce: "pre",
    apply: (_, { command, isSsrBuild }) => command === "build" && !isSsrBuild,
    resolveId: (id, importer) =>
      id === "@remix-run/react" && importer?.includes("/node_modules/@clerk/remix/") ? name : null,
    load: (id) => (id === name ? `export { ${hooksForClerk.join(", ")} } from "@remix-run/react";` : null),
  };
}
