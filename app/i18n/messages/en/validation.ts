/** What is wrong with a field. Schemas name these by key, with a number after a colon where the text has one. */
export const validation = {
  required: "Fill this in.",
  tooLong: "Use {limit, number} characters at most.",
  oneLine: "This has to fit on one line.",
  controls: "This contains characters that cannot be shown. Remove them.",
  choose: "Choose one of the options.",
  phone: "Use digits, spaces and + - ( ) alone, for example +34 600 000 000.",
  email: "This is not an email address.",
  emails: "One of these is not an email address.",
  tooManyAddresses: "Use {limit, number} addresses at most.",
  notTheAddress: "This is not the workspace's address. Type it as it stands above.",
  slug: "Use 1 to 32 of a–z, 0–9 and hyphens, and no hyphen first or last.",
  slugReserved: "This address is kept for the product itself. Choose another.",
  sameAddress: "This is its address already.",
  nameRefused: "This name was refused. Choose another.",
  identityAway: "Clerk, which keeps the name, did not answer. Nothing was saved: try again in a moment.",
  date: "This is not a date.",
  archivedMeanwhile: "This project was archived in the meantime, so nothing was saved. Copy what you need.",
  changedMeanwhile:
    "Somebody else changed this in the meantime, so nothing was saved. Compare, and save again.",
} as const;
