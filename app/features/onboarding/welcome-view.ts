export type WelcomeView = {
  workspace: string;
  slug: string;
  profile: Record<"firstName" | "lastName" | "phone", string>;
};

type Profile = { firstName: string; lastName: string; phone: string | null };

/** What the page of the last step needs: whose workspace it is, and what is known of the person already. */
export function toWelcomeView(tenant: { name: string; slug: string }, member: Profile): WelcomeView {
  const { firstName, lastName, phone } = member;
  return { workspace: tenant.name, slug: tenant.slug, profile: { firstName, lastName, phone: phone ?? "" } };
}
