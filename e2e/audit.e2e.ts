import { expect, test } from "@playwright/test";
import { asAdministrator, createWorkspace, signInTo } from "./people.ts";
import { schemaOf } from "./rows.ts";

// Paging in the audit log. Other tests cover what it records and who may read it.

test("older entries are on further pages, each with a link back to the first page of the same filter", async ({
  page,
}) => {
  const acme = await createWorkspace("acme");
  await asAdministrator(
    (sql) => sql`
      insert into ${sql(schemaOf(acme))}.audit_log (id, at, actor_id, action, target_type, target_id, target_name)
      select gen_random_uuid(), now() - n * interval '1 minute', ${acme.people.owner.id}, 'project.created', 'project',
        n, 'Number ' || n from generate_series(1, 120) n`,
  );
  await signInTo(page, acme, "owner", "/audit?kind=project");
  const line = (number: number) => page.getByText(`Number ${number}`, { exact: true });
  const first = page.getByRole("link", { name: "First page" });
  const next = page.getByRole("link", { name: "Next page" });
  await expect(line(1)).toBeVisible();
  await expect(first).toHaveCount(0);
  await next.click();
  await expect(line(51)).toBeVisible();
  await next.click();
  await expect(line(120)).toBeVisible();
  await expect(next).toHaveCount(0);
  await first.click();
  await expect(line(1)).toBeVisible();
  await expect(page).toHaveURL(/\/audit\?kind=project$/);
});
