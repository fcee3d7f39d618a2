/** What error pages say, by the code of the error. Both languages are in the page: its title is made outside of React. */
export const errors = {
  "not-found": {
    title: "Page not found",
    message: "There is nothing at this address, or it is not yours to see.",
  },
  "malformed-form": {
    title: "This form could not be read",
    message: "Nothing was changed. Open the page again, and send its form as it is.",
  },
  stale: {
    title: "This changed in the meantime",
    message:
      "Nothing of yours was saved. Open the page again, look at what changed, and repeat what you did.",
  },
  "unknown-assignee": {
    title: "This person has left the workspace",
    message: "Nothing was changed. Open the page again, and give the task to somebody else.",
  },
  forbidden: {
    title: "Your role does not allow this",
    message: "Ask an owner or admin of the workspace to do it, or to change your role.",
  },
  "tenant-suspended": {
    title: "This workspace is suspended",
    message: "Nothing is lost. Ask the owner of the workspace, or our support, how to have it back.",
  },
  "tenant-deleting": {
    title: "This workspace is being deleted",
    message: "It was marked for deletion. Until 30 days have passed, an owner can have it restored.",
  },
  overloaded: { title: "Very busy right now", message: "Nothing was changed. Try again in a moment." },
  unavailable: {
    title: "A service we need did not answer",
    message: "Nothing was changed. Try again in a moment.",
  },
  unexpected: {
    title: "Something went wrong",
    message: "It is our fault, and it is noted. Try again in a moment.",
  },
  way: {
    request: "Request",
    again: "Try again",
    start: "Go to the start page",
    restore: "Restore it…",
    workspaces: "Your workspaces",
  },
} as const;
