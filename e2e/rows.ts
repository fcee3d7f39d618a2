import { asAdministrator, type Workspace } from "./people.ts";

// A workspace's rows, read and written without the guard: to set up tests and to check what was stored.

/** @returns the new project's id. */
export async function createProject(workspace: Workspace, ownerId: string, name: string): Promise<string> {
  const id = crypto.randomUUID();
  await asAdministrator(
    (sql) => sql`
      insert into ${sql(schemaOf(workspace))}.projects (id, name, description, color, status, owner_id, created_at, updated_at)
      values (${id}, ${name}, '', 'blue', 'active', ${ownerId}, now(), now())`,
  );
  return id;
}

/** @returns the new label's id. */
export async function createLabel(workspace: Workspace, name: string, color = "teal"): Promise<string> {
  const id = crypto.randomUUID();
  await asAdministrator(
    (sql) => sql`
      insert into ${sql(schemaOf(workspace))}.labels (id, name, name_key, color, created_at, updated_at)
      values (${id}, ${name}, ${name.toLowerCase()}, ${color}, now(), now())`,
  );
  return id;
}

/** Creates a project's tasks in this order. @returns their ids. */
export async function createTasks(
  workspace: Workspace,
  projectId: string,
  tasks: readonly { title: string; status?: string; assigneeId?: string; dueOn?: string; notes?: string }[],
): Promise<string[]> {
  const rows = tasks.map(({ title, status = "todo", assigneeId, dueOn, notes = "" }, index) => ({
    ...{ id: crypto.randomUUID(), project_id: projectId, title, notes, status, position: index + 1 },
    ...{ assignee_id: assigneeId ?? null, due_on: dueOn ?? null, created_by: workspace.people.owner.id },
    ...{
      completed_at: status === "done" ? new Date() : null,
      created_at: new Date(),
      updated_at: new Date(),
    },
  }));
  await asAdministrator((sql) => sql`insert into ${sql(schemaOf(workspace))}.tasks ${sql(rows)}`);
  return rows.map(({ id }) => id);
}

/** Creates members that Clerk doesn't know, which is enough for lists. @returns their ids. */
export async function createMembers(workspace: Workspace, firstNames: readonly string[]): Promise<string[]> {
  const now = new Date();
  const rows = firstNames.map((name) => ({
    ...{ id: `user_${name}`, email: `${name}@${workspace.slug}.test`, first_name: name, role: "member" },
    ...{ confirmed_at: now, joined_at: now, created_at: now, updated_at: now },
  }));
  await asAdministrator((sql) => sql`insert into ${sql(schemaOf(workspace))}.users ${sql(rows)}`);
  return rows.map(({ id }) => id);
}

export async function letGo(workspace: Workspace, memberId: string): Promise<void> {
  await asAdministrator(
    (sql) =>
      sql`update ${sql(schemaOf(workspace))}.users set is_active = false, updated_at = now() where id = ${memberId}`,
  );
}

type TaskRow = {
  id: string;
  title: string;
  notes: string;
  status: string;
  assigneeId: string | null;
  dueOn: string | null;
  version: number;
};

/** A project's stored tasks, in the board's order. */
export async function tasksOf(workspace: Workspace, projectId: string) {
  return await asAdministrator(async (sql) => {
    return await sql<TaskRow[]>`
      select id, title, notes, status, assignee_id as "assigneeId", due_on::text as "dueOn", version
      from ${sql(schemaOf(workspace))}.tasks
      where project_id = ${projectId} order by array_position(array['todo', 'doing', 'done'], status), position, id`;
  });
}

/** @returns the new task's id. */
export async function createTask(workspace: Workspace, project: string, title: string): Promise<string> {
  const [id = ""] = await createTasks(workspace, project, [{ title }]);
  return id;
}

/** Changes it like another person, unknown to the test's browser. */
export async function changeTask(
  workspace: Workspace,
  id: string | undefined,
  change: { title?: string; status?: string },
): Promise<void> {
  await asAdministrator(
    (sql) => sql`
      update ${sql(schemaOf(workspace))}.tasks
      set ${sql({ ...change, updated_at: new Date() })}, version = version + 1,
        completed_at = ${change.status === "done" ? new Date() : null}
      where id = ${id ?? ""}`,
  );
}

export const archive = (workspace: Workspace, project: string) => setArchived(workspace, project, new Date());
export const restore = (workspace: Workspace, project: string) => setArchived(workspace, project, null);

async function setArchived(workspace: Workspace, project: string, at: Date | null): Promise<void> {
  await asAdministrator(
    (sql) => sql`update ${sql(schemaOf(workspace))}.projects set archived_at = ${at} where id = ${project}`,
  );
}

/** Every row of every table of a workspace without visitors. Clerk may still confirm its members. */
export async function allRowsOf(workspace: Workspace): Promise<Record<string, string>> {
  return await asAdministrator(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = ${schemaOf(workspace)} order by tablename`;
    const rows: Record<string, string> = {};
    for (const { name } of tables) {
      const found = await sql<{ row: string }[]>`
        select (to_jsonb(it) - '{confirmed_at,updated_at}'::text[])::text as row from ${sql(schemaOf(workspace))}.${sql(name)} it order by 1`;
      rows[name] = found.map(({ row }) => row).join("\n");
    }
    return rows;
  });
}

/** All rows of a workspace that a visitor can write, to compare before and after. */
export async function contentOf(workspace: Workspace): Promise<string> {
  return await asAdministrator(async (sql) => {
    const schema = sql(schemaOf(workspace));
    const projects = await sql`select * from ${schema}.projects order by id`;
    const tasks = await sql`select * from ${schema}.tasks order by id`;
    const users = await sql`
      select id, email, first_name, last_name, phone, role, is_active, onboarded_at from ${schema}.users order by id`;
    return JSON.stringify({ projects, tasks, users });
  });
}

export async function projectNames(workspace: Workspace): Promise<string[]> {
  return await asAdministrator(async (sql) => {
    const rows = await sql<{ name: string }[]>`
      select name from ${sql(schemaOf(workspace))}.projects order by name`;
    return rows.map(({ name }) => name);
  });
}

export function schemaOf({ slug }: Workspace): string {
  return `tenant_${slug.replaceAll("-", "_")}`;
}
