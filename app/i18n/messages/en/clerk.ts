/** What Clerk calls an organization is a workspace to everybody here. */
export const clerkWords = {
  createOrganization: { title: "New workspace", formButtonSubmit: "Create workspace" },
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldLabel__organizationSlug: "Address",
};
