/** Clerk's organizations are called workspaces. */
export const clerkWords = {
  createOrganization: { title: "New workspace", formButtonSubmit: "Create workspace" },
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldLabel__organizationSlug: "Address",
  unstable__errors: {
    already_a_member_in_organization: "{{email}} is already a member of this workspace.",
    organization_membership_quota_exceeded: "This workspace has reached its member limit.",
  },
};
