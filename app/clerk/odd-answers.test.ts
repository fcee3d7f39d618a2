import { afterAll, beforeEach, expect, test } from "bun:test";
import { clerkJson } from "#app/testing/visitors.ts";
import { Unavailable } from "#db/errors.ts";
import { ClerkApi } from "./api.server.ts";

// Something else answers in Clerk's place: a proxy, a gateway without a backend, a page that asks for a sign-in. Whoever reads
// that as "no such organization" or "no members" removes people and closes workspaces.

let answer: (url: URL) => Response;
const clerk = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: ({ url }) => answer(new URL(url)) });
afterAll(() => clerk.stop(true));
let api: ClerkApi;
beforeEach(() => {
  api = new ClerkApi({ secretKey: "sk_live_test", apiUrl: `http://127.0.0.1:${clerk.port}` });
});

const page = "<html><body>Please sign in to the network.</body></html>";
const as = (type: string, body: string | null, status = 200) =>
  new Response(body, { status, headers: { "Content-Type": type } });
const empty = JSON.stringify({ data: [], total_count: 0 });
const answers: Record<string, (url: URL) => Response> = {
  "a page": () => as("text/html", page),
  "a redirect to a page": ({ pathname }) =>
    pathname === "/portal" ? as("text/html", page) : Response.redirect("/portal"),
  "JSON that the client library reads as text": () => as("application/json; charset=utf-8", empty),
  "an empty body": () => as("application/json", ""),
  "half a body": () => as("application/json", empty.slice(0, 12)),
  "an empty object": () => clerkJson({}),
  "an empty array": () => clerkJson([]),
  "a list without a count": () => clerkJson({ data: [] }),
  "404 from a gateway": () => as("text/plain", "404 page not found", 404),
  "404 without a body": () => as("application/json", null, 404),
  "401": () => clerkJson({ errors: [{ code: "authentication_invalid", message: "" }] }, 401),
  "403 from a firewall": () => as("text/html", page, 403),
};

for (const [what, response] of Object.entries(answers))
  test(`${what} means that Clerk is away, not that someone is gone`, async () => {
    answer = response;
    const asked = {
      member: api.findMember("org_a", "user_a"),
      organization: api.findOrganization("org_a"),
      members: api.findWithMembers("org_a"),
      organizations: api.listOrganizations(),
      "all members": api.listAllMembers(),
      memberships: api.listMembershipsOf("user_a"),
      invitations: api.listInvitations("org_a", ["pending"]),
      // Not a refusal for good either.
      removal: api.removeMember("org_a", "user_a"),
      role: api.changeRole("org_a", "user_a", "admin"),
      slug: api.updateOrganization("org_a", { slug: "new" }),
    };
    const outcomes = Object.entries(asked).map(async ([name, call]) => {
      const found = await call.catch((error: unknown) => error);
      return [name, found instanceof Unavailable ? "away" : found];
    });
    const away = Object.keys(asked).map((name) => [name, "away"]);
    expect(await Promise.all(outcomes)).toEqual(away);
  });

test("what Clerk itself says that it does not know is gone", async () => {
  answer = () => clerkJson({ errors: [{ code: "resource_not_found", message: "not found" }] }, 404);
  expect(await api.findOrganization("org_a")).toBeUndefined();
  expect(await api.findWithMembers("org_a")).toBeUndefined();
});

test("an answer about someone else says nothing about the person who was asked for", async () => {
  answer = () =>
    clerkJson({ data: [{ ...membership, public_user_data: { user_id: "user_b" } }], total_count: 1 });
  await expect(api.findMember("org_a", "user_a")).rejects.toBeInstanceOf(Unavailable);
});

test("a list is read to its end when Clerk's pages are shorter than asked for", async () => {
  const all = Array.from({ length: 7 }, (_, index) => ({ ...organization, id: `org_${index}` }));
  answer = ({ searchParams }) => {
    const offset = Number(searchParams.get("offset"));
    return clerkJson({ data: all.slice(offset, offset + 3), total_count: all.length });
  };
  expect((await api.listOrganizations()).map(({ id }) => id)).toEqual(all.map(({ id }) => id));
});

const organization = { object: "organization", id: "org_a", name: "A", slug: "a", updated_at: 0 };
const membership = { object: "organization_membership", id: "orgmem_1", role: "org:member", organization };
