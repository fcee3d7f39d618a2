export const landing = {
  heading: "Your team’s projects, behind their own door.",
  text: "Create a workspace, invite your team and get to work. Every workspace has its own address, its own members and its own part of the database, closed to everyone else.",
  create: "Create a workspace",
  createAnother: "Create another workspace",
  signIn: "Sign in",
  open: "Go to your workspaces",
  workspaces: "Your workspaces",
  home: "Tenantry home page",
  account: "Account",
  footer: "Tenantry · open source under the MIT licence",
  needsScripts: "You need JavaScript to sign in or sign up. Turn it on for this site, then reload the page.",
  promises: {
    label: "What you get",
    address: {
      title: "Your own address",
      text: "Your workspace lives on its own subdomain. Share a link to any page: only members can open it.",
    },
    apart: {
      title: "Isolated twice",
      text: "Every workspace has its own database schema, and its own key guards every row in it.",
    },
    roles: {
      title: "A role for everyone",
      text: "Owners, admins, members and viewers: invite people by email and decide who can edit and who can only view.",
    },
  },
  picture: {
    catalogue: "Spring catalogue",
    move: "Warehouse move",
    prices: "New price list",
    fair: "Trade fair",
    active: "Active",
    paused: "Paused",
    done: "Done",
  },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  landing,
  titles: { landing: "Your team’s projects, behind their own door", signIn: "Sign in", signUp: "Sign up" },
} as const;
