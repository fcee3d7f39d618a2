/**
 * The id that puts an event in line: events of one organization, and events of one person, are applied one after the
 * other. Undefined for an event about neither, which waits for nobody. The body is what came in, verified or not.
 */
export function queueOf(body: string): string | undefined {
  const { type, data } = fields(JSON.parse(body));
  const [noun] = String(type).split(".");
  const key = keys.get(noun ?? "")?.(fields(data));
  return typeof key === "string" && /^\w{1,128}$/.test(key) ? key : undefined;
}

type Fields = Record<string, unknown>;

const keys = new Map<string, (data: Fields) => unknown>([
  ["user", ({ id }) => id],
  ["organization", ({ id }) => id],
  ["organizationMembership", ({ organization }) => fields(organization).id],
  ["organizationInvitation", ({ organization_id }) => organization_id],
]);

function fields(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}
