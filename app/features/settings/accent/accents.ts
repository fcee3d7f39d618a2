/** The preset accents: the name of each, and the stored value. */
export const accents = [
  { name: "own", value: "own" },
  { name: "blue", value: "#1d4ed8" },
  { name: "violet", value: "#6d28d9" },
  { name: "pink", value: "#be185d" },
  { name: "red", value: "#b91c1c" },
  { name: "orange", value: "#c2410c" },
  { name: "teal", value: "#0f766e" },
  { name: "slate", value: "#475569" },
] as const;

/** The initial values of the form's two fields. */
export function accentFields(stored: string | null): { accent: string; customAccent: string } {
  const isPreset = accents.some(({ value }) => value === stored);
  return {
    accent: stored === null ? "own" : isPreset ? stored : "custom",
    customAccent: stored ?? "#6d28d9",
  };
}
