import type { Feature } from "#app/features/feature.ts";

export const settings = {
  navigation: { to: "settings", permission: "settings:manage" },
  permissions: {
    "settings:manage": ["owner", "admin"],
    "workspace:own": ["owner"],
  },
  audit: {
    kinds: ["settings", "workspace"],
    actions: [
      "settings.updated",
      "logo.updated",
      "logo.removed",
      "workspace.renamed",
      "workspace.deleted",
      "workspace.restored",
    ],
  },
} as const satisfies Feature;
