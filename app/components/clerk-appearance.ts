/** Clerk's components with the font, colours and radii of app/tailwind.css, so that they follow light and dark mode too. */
export const clerkAppearance = {
  variables: {
    colorPrimary: "var(--color-accent)",
    colorPrimaryForeground: "var(--color-accent-foreground)",
    colorBackground: "var(--color-surface)",
    colorForeground: "var(--color-foreground)",
    colorMuted: "var(--color-muted)",
    colorMutedForeground: "var(--color-muted-foreground)",
    colorNeutral: "var(--color-foreground)",
    colorInput: "var(--color-surface)",
    colorInputForeground: "var(--color-foreground)",
    colorRing: "var(--color-ring)",
    colorDanger: "var(--color-danger)",
    colorModalBackdrop: "var(--color-overlay)",
    borderRadius: "0.5rem",
    fontFamily: "var(--font-sans)",
  },
  elements: {
    cardBox: { border: "1px solid var(--color-border)", boxShadow: "0 1px 2px rgb(0 0 0 / 0.05)" },
    card: { border: "none", boxShadow: "none" },
  },
};
