export const workspaces = {
  title: "Your workspaces",
  description: "Open one, or create another.",
  create: "Create a workspace",
  emptyTitle: "No workspace yet",
  empty: "Create one for your team. If you were invited to one, open the link in the invitation’s email.",
  notReady: "Not ready",
  beingMade: "It is being made",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = { workspaces, titles: { workspaces: "Your workspaces" } } as const;
