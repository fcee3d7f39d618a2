import { expect, test } from "bun:test";
import { mailsTo, PASSWORD, startReceiver, startTestClerk } from "../testing.ts";

const { webhook } = startReceiver(() => new Response("<b>taken</b>"));
const clerk = await startTestClerk({ webhook });

test("mails and deliveries are shown, and what people typed is escaped", async () => {
  const owner = await clerk.api.users.createUser({ emailAddress: ["ada@example.com"], password: PASSWORD });
  const name = "<script>alert(1)</script>";
  const { id } = await clerk.api.organizations.createOrganization({
    name,
    slug: "evil",
    createdBy: owner.id,
  });
  const input = { organizationId: id, emailAddress: "guest@example.com", role: "org:member" };
  await clerk.api.organizations.createOrganizationInvitation(input);
  const page = await (await fetch(`${clerk.frontendUrl}/outbox`)).text();
  expect(page).toContain("guest@example.com");
  expect(page).toContain("organizationInvitation.created");
  expect(page).toContain("/v1/tickets/accept?ticket=");
  expect(page).not.toContain(name);
});

test("the JSON of mails goes to one address, newest first", async () => {
  const browser = clerk.browser();
  const { body } = await browser.post("/v1/client/sign_ins", { identifier: "ada@example.com" });
  const path = `/v1/client/sign_ins/${body.response.id}/prepare_first_factor`;
  await browser.post(path, { strategy: "email_code" });
  await browser.post(path, { strategy: "email_code" });
  const mails = await mailsTo(clerk, "ADA@example.com");
  expect(mails.map((mail) => [mail.to, mail.kind])).toEqual([
    ["ada@example.com", "code"],
    ["ada@example.com", "code"],
  ]);
  expect(mails[0]?.code).toMatch(/^\d{6}$/);
  expect(mails[0]?.createdAt).toBeGreaterThanOrEqual(mails[1]?.createdAt ?? 0);
});

test("another site's page cannot have things delivered again", async () => {
  const [delivery] = (await (await fetch(`${clerk.url}/outbox/deliveries.json`)).json()) as { id: string }[];
  const path = `${clerk.url}/outbox/deliveries/${delivery?.id}/attempts`;
  const foreign = await fetch(path, { method: "POST", headers: { origin: "https://evil.example" } });
  expect(foreign.status).toBe(403);
  const unknown = await fetch(`${clerk.url}/outbox/deliveries/msg_none/attempts`, { method: "POST" });
  expect(unknown.status).toBe(404);
});
