/** What the tests know about the stack they run against. `fetch` and the browser resolve *.localhost, `request` does not. */
export type E2eStack = {
  /** The apex, for example http://app.localhost:41234. A workspace's host is its slug, a dot and that host. */
  baseUrl: string;
  /** The local Clerk's page with emails (codes, invitations) and webhook deliveries. */
  outboxUrl: string;
  clerk: { frontendUrl: string; apiUrl: string; secretKey: string };
  webhook: { url: string; secret: string };
  /** The stack's database URLs by role: to inspect, and to set up what no screen can. */
  database: { admin: string; owner: string; app: string; web: string; backup: string };
  sealSecret: string;
};

export const stackVariable = "TENANTRY_E2E_STACK";

/** The stack started by the global setup. */
export function stack(): E2eStack {
  const json = process.env[stackVariable];
  if (!json) throw new Error("There is no stack: run these tests with `sh scripts/run test --only e2e`.");
  return JSON.parse(json);
}

/** The address of a path on a workspace's host. */
export function tenantUrl(slug: string, path = "/"): string {
  const url = new URL(path, stack().baseUrl);
  url.hostname = `${slug}.${url.hostname}`;
  return url.href;
}

/** The origin of a workspace's pages. */
export function originOf({ slug }: { slug: string }): string {
  return new URL(tenantUrl(slug)).origin;
}
