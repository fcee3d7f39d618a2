import type { Plugin } from "vite";

/** Everything that Clerk's SDK imports from Remix. */
export const hooksForClerk = ["useLoaderData", "useLocation", "useNavigate", "useParams"];

const name = "\0remix-for-clerk";

/**
 * Clerk's SDK loads Remix with `require`, which defeats tree shaking and costs about 20 KB compressed, such as the server
 * half of the router. In the browser bundle it gets only the hooks it uses.
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
