import { asAdministrator, type Workspace } from "./people.ts";

// A workspace's rows as the database has them, past the guard: to arrange, and to see what really came of it.

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

/** @returns the new task's id. */
export async function createTask(workspace: Workspace, project: string, title: string): Promise<string> {
  const id = crypto.randomUUID();
  await asAdministrator(
    (sql) => sql`
      insert into ${sql(schemaOf(workspace))}.tasks (id, project_id, title, status, position, created_at, updated_at)
      values (${id}, ${project}, ${title}, 'todo', 1, now(), now())`,
  );
  return id;
}

/** Every row of every table, of a workspace that nobody visits meanwhile. */
export async function allRowsOf(workspace: Workspace): Promise<Record<string, string>> {
  return await asAdministrator(async (sql) => {
    const tables = await sql<{ name: string }[]>`
      select tablename as name from pg_tables where schemaname = ${schemaOf(workspace)} order by tablename`;
    const rows: Record<string, string> = {};
    for (const { name } of tables) {
      const found = await sql<{ row: string }[]>`
        select to_jsonb(it)::text as row from ${sql(schemaOf(workspace))}.${sql(name)} it order by 1`;
      rows[name] = found.map(({ row }) => row).join("\n");
    }
    return rows;
  });
}

/** Everything a visitor can write in a workspace, to compare before and after. */
export async function contentOf(workspace: Workspace): Promise<string> {
  return await asAdministrator(async (sql) => {
    const schema = sql(schemaOf(workspace));
    const projects = await sql`select * from ${schema}.projects order by id`;
    const users = await sql`
      select id, email, first_name, last_name, phone, role, is_active, onboarded_at from ${schema}.users order by id`;
    return JSON.stringify({ projects, users });
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
