import type { Feature } from "#app/features/feature.ts";

export const members = {
  navigation: { to: "members", permission: "members:read" },
  permissions: {
    "members:read": ["owner", "admin", "member", "viewer"],
    "members:manage": ["owner", "admin"],
  },
  audit: {
    kinds: ["member", "invitation"],
    actions: ["member.joined", "member.left", "member.role-changed", "member.invited", "invitation.revoked"],
  },
} as const satisfies Feature;
