/** What is wrong with a field. Schemas use the key, followed by a colon and a number if the text has one. */
export const validation = {
  required: "This field is required.",
  tooLong: "Use no more than {limit, number} characters.",
  oneLine: "Use a single line.",
  controls: "This contains invisible characters that can’t be saved. Remove them.",
  choose: "Choose one of the options.",
  phone: "Use only digits, spaces and + - ( ), for example +34 600 000 000.",
  email: "Enter a valid email address.",
  emails: "One of these isn’t a valid email address.",
  tooManyAddresses: "Enter no more than {limit, number} email addresses.",
  notTheAddress: "This doesn’t match the workspace’s address. Type it exactly as shown above.",
  slug: "Use 1 to 32 lowercase letters (a–z), digits or hyphens. It can’t start or end with a hyphen.",
  slugReserved: "This address is reserved. Choose a different one.",
  sameAddress: "This is already the workspace’s address.",
  nameRefused: "This name isn’t allowed. Choose a different one.",
  identityAway: "We can’t change the name right now. Nothing was saved. Try again in a moment.",
  date: "Enter a valid date.",
  unreadable: "We couldn’t read this. Enter it again.",
  archivedMeanwhile:
    "This project was archived in the meantime, so nothing was saved. Copy anything you want to keep.",
  noMember: "Choose an active member of this workspace.",
  goneMeanwhile: "This no longer exists, so nothing was saved.",
  deletedMeanwhile: "Someone deleted this in the meantime, so nothing was saved.",
  notAllowed: "You don’t have permission to do this, so nothing was saved.",
  closedMeanwhile: "This workspace is currently closed, so nothing was saved.",
  maybeSaved: "We couldn’t confirm that this was saved. Check whether it’s there before you try again.",
  notSaved: "This couldn’t be saved. Try again in a moment.",
  changedMeanwhile:
    "Someone else changed this in the meantime, so nothing was saved. Compare both versions and save again.",
  changedByAnother:
    "Someone else changed this in the meantime, and your version isn’t saved yet. Compare both versions and save again.",
} as const;
