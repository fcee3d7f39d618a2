export type Deviation = {
  /** Matches `<api> <route> <status>: <path in the body> <problem>`. */
  pattern: RegExp;
  reason: string;
};

/** Known differences from Clerk's descriptions. One that no longer occurs fails walk.test.ts. */
export const DEVIATIONS: readonly Deviation[] = [
  {
    pattern: /without a route 501: {2}is not described$/,
    reason: "What is not built says so. Clerk's 404 would read as if the resource were missing.",
  },
  {
    pattern: /^backend .* (401|429|503): {2}is not described$/,
    reason: "A wrong key, a limit and an outage meet every call; the description names them for some.",
  },
  {
    pattern: /^backend GET \/v1\/clients\/handshake_payload \d+: {2}is not described$/,
    reason: "Internal to Clerk's SDKs: the description has the path without an operation.",
  },
  {
    pattern: /^backend GET \/v1\/sessions 200: {2}must be array$/,
    reason:
      "The description has the parameter `paginated`, which the SDK sends, but not the page it asks for.",
  },
  {
    pattern:
      /^backend (PATCH|DELETE) \/v1\/organizations\/:id\/memberships\/:userId 400: {2}is not described$/,
    reason:
      "The last owner stays: the Frontend API's description has 400 for it, the Backend API's has nothing.",
  },
  {
    pattern: /^frontend DELETE \/v1\/organizations\/:id\/logo 200: \/response\/\w+ is (unknown|missing)$/,
    reason:
      "clerk-js makes an organization of the answer; the described deleted object would leave it empty.",
  },
  {
    pattern: /^frontend GET \/v1\/tickets\/accept 400: {2}must be object$/,
    reason: "A person follows this link from a mail: a client that accepts HTML gets a readable page.",
  },
  {
    pattern: /^webhook organizationInvitation\.\w+ body: \/data\/public_organization_data is unknown$/,
    reason:
      "The SDK's types have it in `data`; the description nests it in a second `data` that nothing sends.",
  },
  {
    pattern: /^webhook organizationInvitation\.accepted body: \/data\/(data is missing|user_id is unknown)$/,
    reason: "The same second `data`, for the want of which the properties beside it count as unknown.",
  },
];
