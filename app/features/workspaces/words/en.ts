export const workspaces = {
  title: "Your workspaces",
  description: "Open a workspace or create another one.",
  create: "Create a workspace",
  emptyTitle: "No workspaces yet",
  empty:
    "Create one for your team. If you’ve been invited to a workspace, open the link in the invitation email.",
  notReady: "Not ready yet",
  beingMade: "Setting up…",
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = { workspaces, titles: { workspaces: "Your workspaces" } } as const;
