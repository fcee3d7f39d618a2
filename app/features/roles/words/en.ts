export const roles = {
  title: "Roles",
  description: "What each role can do in this workspace. You can change roles on the members page.",
  permission: "Permission",
  you: "Your role",
  yes: "Yes",
  no: "No",
  link: "About roles",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = { roles, titles: { roles: "Roles" } } as const;
