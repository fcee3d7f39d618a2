import { expect } from "@playwright/test";
import { asAdministrator, clerkApi, createWorkspace, type Workspace } from "../people.ts";
import type { Answer } from "../raw-client.ts";
import { createProject, schemaOf } from "../rows.ts";

/** `mark` is the name of its project. It appears on no page of any other workspace. */
export type Neighbour = Workspace & { projectId: string; mark: string };

/** Acme and globex, each with a project. */
export async function createNeighbours(): Promise<[Neighbour, Neighbour]> {
  return await Promise.all([
    createNeighbour("acme", "Anvil, of acme alone"),
    createNeighbour("globex", "Doomsday device, of globex alone"),
  ]);
}

async function createNeighbour(name: string, mark: string): Promise<Neighbour> {
  const workspace = await createWorkspace(name);
  const projectId = await createProject(workspace, workspace.people.owner.id, mark);
  return { ...workspace, projectId, mark };
}

/** Adds a person who has an account, and waits until they are a member. */
export async function addTo(workspace: Workspace, userId: string, role: string): Promise<void> {
  const { organizationId } = workspace;
  await clerkApi().organizations.createOrganizationMembership({ organizationId, userId, role });
  await expect.poll(() => isActive(workspace, userId)).toBe(true);
}

export async function isActive(workspace: Workspace, userId: string): Promise<boolean> {
  const rows = await asAdministrator(
    (sql) => sql`select from ${sql(schemaOf(workspace))}.users where id = ${userId} and is_active`,
  );
  return rows.length > 0;
}

/** Fails if an answer shows the workspace's project, organization or people, or has another status. */
export function expectNothingOf(
  { mark, organizationId, people }: Neighbour,
  answer: Answer,
  statuses: number[],
): void {
  const emails = Object.values(people).map(({ email }) => email);
  expectWithout(answer, [mark, organizationId, ...emails], statuses);
}

export function expectWithout(
  { status, headers, body }: Answer,
  secrets: string[],
  statuses: number[],
): void {
  expect(statuses).toContain(status);
  const text = JSON.stringify([...headers]) + body;
  expect(secrets.filter((secret) => text.includes(secret))).toEqual([]);
}

/** Fields for every form. */
export const anyForm = {
  name: "Owned",
  description: "",
  color: "red",
  status: "done",
  firstName: "Owned",
  phone: "666",
};
