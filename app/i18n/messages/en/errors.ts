/** Error pages, by error code. */
export const errors = {
  "not-found": {
    title: "Page not found",
    message: "This page doesn’t exist, or you don’t have access to it.",
  },
  "malformed-form": {
    title: "We couldn’t read this form",
    message: "Nothing was changed. Reload the page and try again.",
  },
  stale: {
    title: "Someone else changed this in the meantime",
    message: "Your changes weren’t saved. Reload the page to see what changed, then try again.",
  },
  "unknown-assignee": {
    title: "This person is no longer a member",
    message: "Nothing was changed. Reload the page and assign the task to someone else.",
  },
  forbidden: {
    title: "You don’t have permission to do this",
    message: "Ask an owner or admin of this workspace to do it for you, or to change your role.",
  },
  "tenant-suspended": {
    title: "This workspace is suspended",
    message: "Your data is safe. Ask the workspace’s owner or contact support to get it reactivated.",
  },
  "tenant-deleting": {
    title: "This workspace is being deleted",
    message: "An owner can restore it within 30 days of deletion.",
  },
  "tenant-behind": {
    title: "This workspace is being updated",
    message: "Your data is safe. Try again in a few minutes.",
  },
  "result-too-large": {
    title: "That’s too much for one page",
    message: "Choose fewer items, for example with a filter, and try again.",
  },
  overloaded: { title: "We’re very busy right now", message: "Nothing was changed. Try again in a moment." },
  "outcome-unknown": {
    title: "We couldn’t confirm that this was saved",
    message:
      "The connection broke at the last moment. Check whether your change is there before you try again.",
  },
  unavailable: {
    title: "A service we rely on isn’t responding",
    message: "Nothing was changed. Try again in a moment.",
  },
  unexpected: {
    title: "Sorry, that didn’t work",
    message: "Something went wrong on our side. We’ve logged it. Try again in a moment.",
  },
  way: {
    request: "Request ID",
    again: "Try again",
    start: "Go to the home page",
    restore: "Restore workspace…",
    workspaces: "Your workspaces",
  },
} as const;
