/** What Clerk calls an organization is a workspace to everybody here. */
export const clerkWords = {
  createOrganization: { title: "New workspace", formButtonSubmit: "Create workspace" },
  formFieldInputPlaceholder__organizationName: "Acme",
  formFieldInputPlaceholder__organizationSlug: "acme",
  formFieldLabel__organizationSlug: "Address",
  organizationProfile: {
    navbar: { title: "Workspace", description: "Manage your workspace." },
    start: { profileSection: { title: "Workspace profile" } },
    profilePage: {
      successMessage: "The workspace has been updated.",
      dangerSection: {
        leaveOrganization: {
          title: "Leave workspace",
          messageLine1:
            "Are you sure you want to leave this workspace? You will lose access to all that is in it.",
          successMessage: "You have left the workspace.",
        },
        deleteOrganization: {
          title: "Delete workspace",
          messageLine1: "Are you sure you want to delete this workspace?",
          successMessage: "You have deleted the workspace.",
        },
      },
    },
  },
  organizationSwitcher: {
    action__createOrganization: "Create workspace",
    action__openOrganizationSwitcher: "Open workspace switcher",
    action__closeOrganizationSwitcher: "Close workspace switcher",
    notSelected: "No workspace selected",
  },
};
