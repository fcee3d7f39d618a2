export const roles = {
  title: "Roles",
  description: "Who may do what in this workspace. Roles are given on the members page.",
  permission: "Permission",
  you: "Your role",
  yes: "Yes",
  no: "No",
  link: "What the roles mean",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = { roles, titles: { roles: "Roles" } } as const;
