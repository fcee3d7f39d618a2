/** Shown when someone else saved first. */
export const conflict = {
  title: "Someone else changed this while you were editing",
  text: "<who></who> saved a different version <when></when>. Your version isn’t saved yet. Compare the two and choose one.",
  somebody: "Someone",
  theirs: "Their version",
  mine: "Your version",
  empty: "Empty",
  keep: "Keep mine",
  take: "Use theirs",
  renamed: "<who></who> renamed this to “<theirs></theirs>” in the meantime. You entered “<mine></mine>”.",
  hint: "Keeping yours overwrites their changes. Using theirs discards yours.",
} as const;
