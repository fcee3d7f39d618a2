export const onboarding = {
  createTitle: "Create your workspace",
  createText:
    "Choose a name and an address. If you choose “acme”, your team will find it at <address></address>.",
  needsScripts: "You need JavaScript to create a workspace. Turn it on for this site, then reload the page.",
  title: "Setting up your workspace",
  text: "This takes a few seconds. We’ll open it as soon as it’s ready.",
  created: "Creating the workspace",
  building: "Setting up its database",
  opening: "Opening the workspace",
  slow: "This is taking longer than usual. Keep this page open or come back later; we’ll finish it in the background.",
  workspaces: "Your workspaces",
  state: { done: "done", active: "in progress", waiting: "not started" },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  onboarding,
  titles: { createWorkspace: "Create a workspace", makingWorkspace: "Setting up your workspace" },
} as const;
