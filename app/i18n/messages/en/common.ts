/** Words that several features share. */
export const common = {
  save: "Save changes",
  cancel: "Cancel",
  optional: "Optional",
  skipToContent: "Skip to content",
  draftRestored: "Your sign-in was renewed. Nothing was lost: check it, and save again.",
  renewed: "Your sign-in was renewed. Nothing was changed: do it once more.",
  typed: "You typed “<text></text>”.",
  pages: { label: "Pages", first: "First page", next: "Next page" },
  undo: "Undo",
  justNow: "just now",
  role: { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" },
  theme: { legend: "Appearance", system: "System", light: "Light", dark: "Dark" },
  language: { legend: "Language", auto: "Automatic", en: "English", es: "Español" },
} as const;
