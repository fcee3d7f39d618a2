/** Clerk's components in our colours: the variables of app/tailwind.css, so that they follow light and dark alike. */
export const clerkAppearance = {
  variables: {
    colorPrimary: "var(--accent)",
    colorPrimaryForeground: "var(--accent-foreground)",
    colorBackground: "var(--surface)",
    colorForeground: "var(--foreground)",
    colorMuted: "var(--muted)",
    colorMutedForeground: "var(--muted-foreground)",
    colorNeutral: "var(--foreground)",
    colorInput: "var(--surface)",
    colorInputForeground: "var(--foreground)",
    colorBorder: "var(--foreground)",
    colorRing: "var(--ring)",
    colorDanger: "var(--danger)",
    colorModalBackdrop: "var(--overlay)",
    borderRadius: "0.5rem",
    fontFamily: "inherit",
  },
};
