export const onboarding = {
  createTitle: "Create your workspace",
  createText:
    "Give it a name and an address. With the address “acme” your team finds it at <address></address>.",
  needsScripts: "Creating a workspace needs JavaScript. Allow it for this address, then load the page again.",
  title: "Your workspace is being made",
  text: "This takes a few seconds. You will be taken there.",
  created: "Creating your organization",
  building: "Making room for its data",
  opening: "Opening it for you",
  slow: "This takes longer than usual. Nothing is lost: leave this page open, or come back later. It goes on without you.",
  workspaces: "Your workspaces",
  state: { done: "done", active: "under way", waiting: "to come" },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  onboarding,
  titles: { createWorkspace: "Create a workspace", makingWorkspace: "Making your workspace" },
} as const;
