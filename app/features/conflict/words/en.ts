/** What an editor reads whose version came later than somebody else's. */
export const conflict = {
  title: "This changed in the meantime",
  text: "<who></who> saved another version <when></when>. Yours is not saved yet: compare the two, and choose.",
  somebody: "Somebody",
  theirs: "Theirs",
  mine: "Yours",
  empty: "empty",
  keep: "Keep mine",
  take: "Take theirs",
  renamed: "<who></who> renamed it to “<theirs></theirs>” meanwhile. You wrote “<mine></mine>”.",
  hint: "Keeping yours replaces what they saved. Taking theirs drops what you typed.",
} as const;
