/** Pages that are rendered without Remix, by status, or by what stops a session from being renewed. The browser's bundle does not contain them. */
export const plain = {
  400: { title: "Invalid link", message: "We can’t read this URL. Check it for typos." },
  401: {
    title: "Your session expired",
    message: "We’ve renewed it. Nothing has been saved yet.",
  },
  403: {
    title: "Request refused",
    message: "This form was sent from another site. Open the page here and try again.",
  },
  404: { title: "Page not found", message: "This page doesn’t exist, or you don’t have access to it." },
  405: { title: "Method not allowed", message: "This URL only accepts GET and POST requests." },
  413: { title: "Too large", message: "You sent more than 1 MiB. Send less and try again." },
  421: { title: "Unknown site", message: "This server doesn’t host the site you asked for." },
  500: {
    title: "Sorry, that didn’t work",
    message: "Something went wrong on our side. We’ve logged it. Try again in a moment.",
  },
  away: {
    title: "We can’t renew your session right now",
    message:
      "The service that signs people in isn’t responding. Nothing is lost: try again in a moment, and you’ll be back where you were.",
  },
  clock: {
    title: "This server’s clock is wrong",
    message:
      "It differs from the clock of the service that signs people in, so we can’t renew your session. We’ve logged it. Try again in a few minutes.",
  },
  again: "Try again",
  start: "Go to the home page",
  request: "Request ID",
  unsent: {
    kept: "Everything you entered is still here.",
    again: "Send again",
    stuck: "Still seeing this page?",
    open: "Open the page in a new tab, then come back and send again.",
    file: "We couldn’t keep your file. Go back and choose it again.",
    back: "Back to the page",
  },
} as const;
