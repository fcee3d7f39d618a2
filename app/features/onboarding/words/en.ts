export const welcome = {
  title: "Welcome to {workspace}",
  description: "Tell your team who you are. You can change this later.",
  firstName: "First name",
  lastName: "Last name",
  phone: "Phone",
  phoneHint: "Only visible to members of this workspace.",
  continue: "Continue",
  later: "Skip for now",
} as const;
