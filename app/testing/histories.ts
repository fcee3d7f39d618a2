import fc from "fast-check";

/** One action in Clerk. People and organizations are numbers: which ones they refer to depends on earlier steps. */
export type Step =
  | { do: "create"; org: number; by: number; slug: number }
  | { do: "rename" | "move"; org: number; slug: number }
  | { do: "join" | "role"; org: number; user: number; role: number }
  | { do: "leave" | "invite"; org: number; user: number }
  | { do: "delete"; org: number }
  | { do: "delete-user"; user: number };

/** What happens to an event: it is lost, or delivered once or twice after some more steps. */
export type Fate = { delay: number | "lost"; copies: number };

export type History = {
  steps: Step[];
  /** Used in turn, one per event. */
  fates: Fate[];
  /** Whether the Backend API answers while events are applied after a step; used in turn. */
  isUp: boolean[];
};

export const places = { orgs: 2, users: 4, slugs: 2 };
export const roleKeys = ["org:viewer", "org:member", "org:admin", "org:owner"];

const below = (count: number) => fc.nat({ max: count - 1 });
const org = fc.oneof({ weight: 2, arbitrary: fc.constant(0) }, { weight: 1, arbitrary: below(places.orgs) });
const user = below(places.users);
const slug = below(places.slugs);
const role = below(roleKeys.length);

/** Every history begins with a workspace and a member: without them, most steps would do nothing. */
const beginning: Step[] = [
  { do: "create", org: 0, by: 0, slug: 0 },
  { do: "join", org: 0, user: 1, role: 2 },
  { do: "join", org: 0, user: 2, role: 3 },
];

const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 2, arbitrary: fc.record({ do: fc.constant("create"), org, by: user, slug }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constantFrom("rename", "move"), org, slug }) },
  { weight: 7, arbitrary: fc.record({ do: fc.constantFrom("join", "role"), org, user, role }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constantFrom("leave", "invite"), org, user }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete"), org }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("delete-user"), user }) },
);

const late = fc.nat({ max: 6 });
const lateOrLost = fc.oneof(
  { weight: 4, arbitrary: late },
  { weight: 1, arbitrary: fc.constant("lost" as const) },
);
/** In half of the histories nothing is lost. */
const fates = fc.oneof(fatesWith(late), fatesWith(lateOrLost));

export const history: fc.Arbitrary<History> = fc.record({
  steps: fc
    .array(step, { minLength: 1, maxLength: 12, size: "max" })
    .map((steps) => [...beginning, ...steps]),
  fates,
  isUp: fc.array(fc.boolean(), { minLength: 1, maxLength: 6 }),
});

function fatesWith(delay: fc.Arbitrary<Fate["delay"]>): fc.Arbitrary<Fate[]> {
  const fate = fc.record({ delay, copies: fc.integer({ min: 1, max: 2 }) });
  return fc.array(fate, { minLength: 5, maxLength: 12, size: "max" });
}
