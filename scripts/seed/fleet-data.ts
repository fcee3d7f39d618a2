import { createHash } from "node:crypto";
import { toSlug } from "#db/directory/slug.ts";
import * as words from "./words.ts";

/** How many rows to make. Members and projects are per tenant, tasks per project. */
export type FleetSize = { tenants: number; projects: number; members: number; tasks: number };

type SeededTenant = { id: string; clerkOrgId: string; name: string; slug: string };
type Member = ReturnType<typeof makeMember>;

/** The tenant with this number, from 0. The same seed makes the same tenants. */
export function makeTenant(seed: string, number: number): SeededTenant {
  const draw = drawFrom(`${seed}/${number}`);
  const { companyFirst, companySecond } = words;
  const names = companyFirst.length * companySecond.length;
  // A step coprime with the number of names uses each name once, in no visible order.
  const place = (number * 1237) % names;
  const again = Math.floor(number / names);
  const name = [
    companyFirst[place % companyFirst.length],
    companySecond[Math.floor(place / companyFirst.length)],
    ...(again > 0 ? [again + 1] : []),
  ].join(" ");
  return { id: draw.id(firstDay), clerkOrgId: `org_seed_${draw.token()}`, name, slug: toSlug(name) ?? name };
}

/** All rows of one tenant. A bigger size makes the same rows and more. */
export function makeRows(seed: string, tenant: SeededTenant, size: Omit<FleetSize, "tenants">) {
  const path = `${seed}/${tenant.id}`;
  const members = range(size.members).map((number) => makeMember(path, tenant.slug, number));
  const projects = range(size.projects).map((number) => makeProject(path, members, number));
  const tasks = projects.flatMap((project) =>
    range(size.tasks).map((number) => makeTask(path, members, project, number)),
  );
  return { users: members, projects, tasks };
}

const minute = 60_000;
const day = 24 * 60 * minute;
/** Fixed, so that the rows do not depend on today's date. */
const firstDay = Date.UTC(2026, 0, 5, 8);

function makeMember(path: string, slug: string, number: number) {
  const draw = drawFrom(`${path}/member/${number}`);
  const [first_name, last_name] = [draw.from(words.firstNames), draw.from(words.lastNames)];
  const at = iso(firstDay + number * minute);
  return {
    id: `user_seed_${draw.token()}`,
    email: `${first_name}.${last_name}@${slug}.test`.toLowerCase(),
    first_name,
    last_name,
    role: ["owner", "admin", "member", "viewer"][number] ?? "member",
    ...{ onboarded_at: at, confirmed_at: at, joined_at: at, created_at: at, updated_at: at },
  };
}

function makeProject(path: string, members: readonly Member[], number: number) {
  const draw = drawFrom(`${path}/project/${number}`);
  const created = firstDay + draw.below(90) * day + draw.below(480) * minute;
  const updated = created + draw.below(60) * day;
  return {
    id: draw.id(created),
    name: `${draw.from(words.projectSubjects)} ${draw.from(words.projectKinds)}`,
    description: draw.from(words.projectGoals),
    color: draw.from(words.colors),
    status: draw.from(["active", "active", "active", "paused", "done"]),
    owner_id: draw.from(members).id,
    archived_at: draw.below(10) === 0 ? iso(updated) : null,
    created_at: iso(created),
    updated_at: iso(updated),
  };
}

type Project = ReturnType<typeof makeProject>;

function makeTask(path: string, members: readonly Member[], project: Project, number: number) {
  const draw = drawFrom(`${path}/task/${project.id}/${number}`);
  const created = Date.parse(project.created_at) + draw.below(20) * day + number * minute;
  const status = project.status === "done" ? "done" : draw.from(["todo", "todo", "doing", "done"]);
  const updated = iso(created + draw.below(5) * day);
  return {
    id: draw.id(created),
    project_id: project.id,
    title: `${draw.from(words.taskVerbs)} ${draw.from(words.taskObjects)}`,
    status,
    assignee_id: draw.below(4) === 0 ? null : draw.from(members).id,
    due_on: draw.below(2) === 0 ? null : iso(created + draw.below(30) * day).slice(0, 10),
    position: number + 1,
    created_at: iso(created),
    created_by: project.owner_id,
    completed_at: status === "done" ? updated : null,
    updated_at: updated,
  };
}

/** Random choices derived only from a row's path, so that no row depends on the number of others. */
function drawFrom(path: string) {
  const bytes = createHash("sha256").update(path).digest();
  let next = 10;
  const below = (limit: number) => {
    const value = bytes.readUInt16BE(next);
    next += 2;
    return value % limit;
  };
  return {
    below,
    from: <T>(list: readonly T[]): T => list[below(list.length)] as T,
    /** A UUIDv7 of this time, in milliseconds. */
    id(time: number): string {
      const hex = bytes.subarray(0, 10).toString("hex");
      const stamp = time.toString(16).padStart(12, "0");
      const variant = ((bytes[2] ?? 0) & 0x3f) | 0x80;
      return `${stamp.slice(0, 8)}-${stamp.slice(8)}-7${hex.slice(1, 4)}-${variant.toString(16)}${hex.slice(6, 8)}-${hex.slice(8)}`;
    },
    token: () => bytes.subarray(0, 10).toString("hex"),
  };
}

function range(length: number): number[] {
  return Array.from({ length }, (_, index) => index);
}

function iso(time: number): string {
  return new Date(time).toISOString();
}
