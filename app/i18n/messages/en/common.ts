/** Messages that several features share. */
export const common = {
  save: "Save changes",
  cancel: "Cancel",
  optional: "Optional",
  skipToContent: "Skip to content",
  typed: "You entered “<text></text>”.",
  pages: { label: "Pages", first: "First page", next: "Next page" },
  undo: "Undo",
  justNow: "just now",
  role: { owner: "Owner", admin: "Admin", member: "Member", viewer: "Viewer" },
  theme: { legend: "Appearance", system: "System", light: "Light", dark: "Dark" },
  language: { legend: "Language", auto: "Automatic", en: "English", es: "Español" },
} as const;
