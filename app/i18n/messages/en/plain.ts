/** What pages say that are made without Remix. By status; no browser loads them with the rest. */
export const plain = {
  400: { title: "Not an address", message: "This address cannot be read. Check how it is spelled." },
  401: {
    title: "Your sign-in was renewed",
    message:
      "Your form arrived while your sign-in was expired, so nothing was changed. Everything you entered is here.",
  },
  403: {
    title: "Refused",
    message: "This form was sent from another address. Open the page itself and try again.",
  },
  404: { title: "Page not found", message: "There is nothing at this address, or it is not yours to see." },
  405: { title: "Method not allowed", message: "This address takes GET and POST." },
  413: { title: "Too large", message: "More than 1 MiB was sent. Send less." },
  421: { title: "Not our address", message: "This server does not serve the host you asked for." },
  500: { title: "Something went wrong", message: "It is our fault, and it is noted. Try again in a moment." },
  start: "Go to the start page",
  request: "Request",
  unsent: {
    again: "Send again",
    stuck: "Does this page come back?",
    open: "Open the page in a new tab, then send again here.",
    file: "A file cannot be kept. Go back and choose it again.",
    back: "Back to the page",
  },
} as const;
