export const welcome = {
  title: "Welcome to {workspace}",
  description: "Tell the others who you are. You can change it later.",
  firstName: "First name",
  lastName: "Last name",
  phone: "Phone",
  phoneHint: "Only members of this workspace see it.",
  continue: "Continue",
  later: "Later",
} as const;
