export const landing = {
  heading: "Your team’s projects, behind their own door.",
  text: "Create a workspace, invite your team and start. Each workspace has its own address, its own people and its own place in the database, out of reach of every other.",
  create: "Create a workspace",
  createAnother: "Create another",
  signIn: "Sign in",
  open: "Go to your workspaces",
  workspaces: "Your workspaces",
  home: "Tenantry, start page",
  account: "Account",
  footer: "Tenantry · open source under the MIT licence",
  needsScripts:
    "Signing in and signing up need JavaScript. Allow it for this address, then load the page again.",
  promises: {
    label: "What you get",
    address: {
      title: "An address of its own",
      text: "Your workspace is a subdomain. Share a link to any page: it opens for members only.",
    },
    apart: {
      title: "Kept apart twice",
      text: "Every workspace has a database schema of its own, and every row is guarded by a key that no other workspace has.",
    },
    roles: {
      title: "A role for everybody",
      text: "Owners, admins, members and viewers: invite by email, and decide who may write and who may only look.",
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
  titles: { landing: "Projects, behind your own door", signIn: "Sign in", signUp: "Sign up" },
} as const;
