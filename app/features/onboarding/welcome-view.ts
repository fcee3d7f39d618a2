export type WelcomeView = {
  workspace: string;
  slug: string;
  profile: Record<"firstName" | "lastName" | "phone", string>;
};

type Profile = { firstName: string; lastName: string; phone: string | null };

/** The data of the last onboarding step: the workspace, and what is known about the person. */
export function toWelcomeView(tenant: { name: string; slug: string }, member: Profile): WelcomeView {
  const { firstName, lastName, phone } = member;
  return { workspace: tenant.name, slug: tenant.slug, profile: { firstName, lastName, phone: phone ?? "" } };
}
