/** The people, labels and projects of development. Every workspace has one person per role, whose address names the role. */

export const seedPassword = "correct-horse-battery-staple";

export const seedLabels = [
  { name: "Quick win", color: "green" },
  { name: "Waiting on others", color: "amber" },
  { name: "Needs review", color: "violet" },
  { name: "Customer request", color: "blue" },
] as const;
export type LabelName = (typeof seedLabels)[number]["name"];

export type SeedPerson = {
  email: string;
  firstName: string;
  lastName: string;
  role: "owner" | "admin" | "member" | "viewer";
};
export type SeedProject = {
  name: string;
  description: string;
  color: string;
  status: "active" | "paused" | "done";
  owner: number;
  labels: LabelName[];
};
export type SeedTenant = { slug: string; name: string; people: SeedPerson[]; projects: SeedProject[] };

export const seedTenants: SeedTenant[] = [
  {
    slug: "acme",
    name: "Acme",
    people: people("acme", ["Olivia Marsh", "Adrian Cole", "Mina Okafor", "Victor Lindqvist"]),
    projects: [
      project(
        "Website relaunch",
        "New pages, new photographs, and a faster checkout before the spring sale.",
        "blue",
        0,
      ),
      project("Anvil 2.0", "Lighter, and it no longer falls on the person who ordered it.", "slate", 2),
      project(
        "Customer interviews",
        "Twelve conversations about what stops a second order.",
        "teal",
        1,
        "active",
        ["Customer request"],
      ),
      project(
        "Warehouse move",
        "From the old dock to the new one, over a single weekend.",
        "amber",
        2,
        "paused",
        ["Waiting on others"],
      ),
      project(
        "Returns made simple",
        "One form, one label, money back within three days.",
        "green",
        0,
        "done",
      ),
    ],
  },
  {
    slug: "testcorp",
    name: "Testcorp",
    people: people("testcorp", ["Oscar Brandt", "Alice Nakamura", "Mateo Rivas", "Vera Petrova"]),
    projects: [
      project(
        "Test bench refresh",
        "Replace the four oldest rigs and write down how the others are calibrated.",
        "violet",
        2,
      ),
      project(
        "Certification",
        "Everything the auditor asked for, in the order they asked for it.",
        "red",
        0,
        "active",
        ["Needs review"],
      ),
      project("Apprentice programme", "Two people a year, starting in September.", "orange", 1),
    ],
  },
  {
    slug: "demo",
    name: "Demo",
    people: people("demo", ["Opal Jensen", "Amir Haddad", "Maya Torres", "Vince Moreau"]),
    projects: [
      project(
        "Welcome to Tenantry",
        "A project holds what belongs together. Edit this one, or archive it.",
        "teal",
        0,
      ),
      project("Plan the offsite", "Somewhere with trains, tables and a view.", "green", 2, "active", [
        "Quick win",
      ]),
    ],
  },
];

function people(slug: string, names: [string, string, string, string]): SeedPerson[] {
  const roles = ["owner", "admin", "member", "viewer"] as const;
  return roles.map((role, index) => {
    const [firstName = "", lastName = ""] = (names[index] ?? "").split(" ");
    return { email: `${role}@${slug}.test`, firstName, lastName, role };
  });
}

function project(
  name: string,
  description: string,
  color: string,
  owner: number,
  status: SeedProject["status"] = "active",
  labels: LabelName[] = [],
): SeedProject {
  return { name, description, color, status, owner, labels };
}
