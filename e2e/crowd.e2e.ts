import { expect, test } from "@playwright/test";
import {
  asAdministrator,
  clerkApi,
  createPerson,
  createWorkspace,
  type Person,
  type Workspace,
} from "./people.ts";
import { type Answer, Caller, call, dataPath } from "./raw-client.ts";
import { createProject, createTask, schemaOf } from "./rows.ts";
import { originOf, tenantUrl } from "./stack.ts";

// Many concurrent people in five workspaces share one small pool. Every row carries its workspace's mark.

const crowd = 20;
const names = ["acme", "globex", "initech", "umbrella", "hooli"];
const rounds = Number(process.env.SOAK ? 60 : 4);

let workspaces: Workspace[];
let people: Person[];
/** One project with tasks per workspace. */
const projects = new Map<Workspace, string>();

test.beforeAll(async () => {
  workspaces = await Promise.all(names.map(createWorkspace));
  const numbers = Array.from({ length: crowd }, (_, number) => number);
  people = await Promise.all(
    numbers.map((number) => createPerson(`p${number}@${homeOf(number).slug}.test`, `P${number}`)),
  );
  // The last four belong to all workspaces and switch between them.
  for (const [number, { id }] of people.entries()) {
    const homes = number < crowd - 4 ? [homeOf(number)] : workspaces;
    for (const home of homes) await addMember(home, id);
  }
  for (const workspace of workspaces) {
    for (let count = 0; count < 5; count++) {
      const name = `${markOf(workspace)} ${count}`;
      const project = await createProject(workspace, workspace.people.owner.id, name);
      await createTask(workspace, project, name);
      projects.set(workspace, project);
    }
  }
});

test(`${crowd} people at once in ${names.length} workspaces see only their own workspace's rows`, async () => {
  test.setTimeout(rounds * 20_000);
  const seen = await Promise.all(people.map(visit));
  const answers = seen.reduce((sum, count) => sum + count, 0);
  expect(answers).toBe(crowd * rounds * 12);
  const written = await Promise.all(workspaces.map(async (one) => await foreignRows(one, one)));
  expect(written.reduce((sum, count) => sum + count, 0)).toBe(workspaces.length * 10 + crowd * rounds * 2);
  for (const workspace of workspaces) {
    for (const other of workspaces.filter((candidate) => candidate !== workspace))
      expect(await foreignRows(workspace, other)).toBe(0);
  }
});

/** @returns how many responses were checked. */
async function visit(person: Person, number: number): Promise<number> {
  const caller = await Caller.signIn(person);
  let answers = 0;
  for (let round = 0; round < rounds; round++) {
    const here = homeOf(number < crowd - 4 ? number : number + round);
    const others = workspaces.filter((workspace) => workspace !== here);
    const theirs = others.flatMap((other) => [markOf(other), other.organizationId, `owner@${other.slug}`]);
    const headers = await caller.cookies(originOf(here), here.organizationId);
    const name = `${markOf(here)} by ${number} in ${round}`;
    const project = `/projects/${projects.get(here)}`;
    const pages = ["/projects", "/dashboard", "/members", "/my-tasks", project, `${project}/board`];
    const looks = [...pages, ...pages.map(dataPath)].sort(() => Math.random() - 0.5);
    const forms = [
      ["/projects/new", { name }],
      [project, { title: name }],
    ] as const;
    // A few at a time, like a browser. All at once would get 503s, which prove nothing.
    for (let first = 0; first < looks.length; first += 4) {
      const some = looks.slice(first, first + 4);
      await Promise.all(some.map((path) => lookFor(theirs, here, path, headers)));
      answers += some.length;
    }
    for (const [path, form] of forms)
      expect((await insist(() => call(tenantUrl(here.slug, path), { headers, form }))).status).toBe(302);
  }
  return answers;
}

/** Retries a 503 after its Retry-After. */
async function insist(ask: () => Promise<Answer>): Promise<Answer> {
  for (let attempt = 1; ; attempt++) {
    const answer = await ask();
    if (answer.status !== 503 || attempt === 10) return answer;
    const seconds = answer.headers.get("retry-after") ?? "";
    expect(seconds).toMatch(/^[1-9]\d*$/);
    await new Promise((resolve) => setTimeout(resolve, Number(seconds) * 1000));
  }
}

async function lookFor(theirs: string[], here: Workspace, path: string, headers: Record<string, string>) {
  const { status, body } = await insist(() => call(tenantUrl(here.slug, path), { headers }));
  expect([path, status]).toEqual([path, 200]);
  expect(body).toContain(here.organizationId);
  const seen = theirs.filter((foreign) => body.includes(foreign));
  expect(seen, `on a page of ${here.slug}`).toEqual([]);
}

/** Rows in the first workspace that were written in the second. */
async function foreignRows(workspace: Workspace, other: Workspace): Promise<number> {
  return await asAdministrator(async (sql) => {
    const [schema, mark] = [sql(schemaOf(workspace)), `${markOf(other)}%`];
    const rows = await sql`
      select from ${schema}.projects where name like ${mark}
      union all select from ${schema}.tasks where title like ${mark}`;
    return rows.length;
  });
}

async function addMember({ organizationId, slug }: Workspace, userId: string): Promise<void> {
  const role = "org:member";
  await clerkApi().organizations.createOrganizationMembership({ organizationId, userId, role });
  await expect.poll(() => isMember(slug, userId), { timeout: 15_000 }).toBe(true);
}

async function isMember(slug: string, userId: string): Promise<boolean> {
  return await asAdministrator(async (sql) => {
    const rows =
      await sql`select from ${sql(`tenant_${slug.replaceAll("-", "_")}`)}.users where id = ${userId}`;
    return rows.length > 0;
  });
}

function homeOf(number: number): Workspace {
  return workspaces[number % workspaces.length] as Workspace;
}

function markOf({ slug }: Workspace): string {
  return `Mark of ${slug}`;
}
