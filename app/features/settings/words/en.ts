import type { FeatureWords } from "#app/features/feature.ts";
import type { settings as feature } from "#app/features/settings/feature.ts";

export const settings = {
  title: "Settings",
  description: "Name, appearance, language and time zone for everyone in this workspace.",
  saved: "Saved.",
  general: {
    title: "General",
    name: "Name",
    pending: "Renaming to “{name}”. Everyone will see it in a moment.",
    locale: "Language",
    localeHint: "For members who haven’t chosen a language themselves.",
    anyLocale: "Same as the browser",
    timeZone: "Time zone",
    timeZoneHint: "Used for dates, times and due dates.",
    theirs: "Their version: {value}",
  },
  accent: {
    legend: "Accent colour",
    custom: "Custom colour",
    customColor: "Choose a colour",
    button: "Button",
    link: "Link",
    darkened: "Too light to read on light backgrounds, so we use a darker shade there.",
    lightened: "Too dark to read on dark backgrounds, so we use a lighter shade there.",
    names: {
      own: "Evergreen",
      blue: "Blue",
      violet: "Violet",
      pink: "Pink",
      red: "Red",
      orange: "Orange",
      teal: "Teal",
      slate: "Slate",
    },
  },
  logo: {
    title: "Logo",
    choose: "Image",
    hint: "PNG, JPEG, WebP or GIF, up to 1 MB. Resized to 256 px; metadata is removed.",
    upload: "Upload",
    remove: "Remove",
    refusals: {
      missing: "Choose an image first.",
      tooLarge: "This file is larger than 1 MB. Choose a smaller one.",
      notAPicture: "This isn’t a PNG, JPEG, WebP or GIF image, or it’s damaged. Choose another file.",
      tooManyPixels: "This image has more than 40 million pixels. Choose a smaller one.",
    },
  },
  owner: {
    address: "Address",
    changeAddress: "Change address",
    delete: "Delete workspace",
    deleteText: "Closes the workspace for everyone. An owner can restore it within 30 days.",
    deleteWorkspace: "Delete…",
  },
  address: {
    title: "Change workspace address",
    description: "This workspace’s address is <b>{host}</b>.",
    stops: "The old address stops working immediately, and so do links and bookmarks to it.",
    rests: "The old address stays reserved for 90 days. After that, anyone can take it.",
    keeps: "Nothing else changes: members, projects and sign-ins stay as they are.",
    wanted: "New address",
    hint: "Use lowercase letters (a–z), digits and hyphens. Your address will end in {domain}.",
    confirmation: "Type the current address, <b>{slug}</b>, to confirm",
    submit: "Change address",
  },
  deletion: {
    title: "Delete workspace",
    description: "This deletes “{workspace}” and everything in it.",
    closes: "Everyone loses access immediately.",
    grace: "An owner can restore it within 30 days. After that, it’s gone for good.",
    keeps: "Until then, all data is kept but no one can see it.",
    confirmation: "Type the workspace’s address, <b>{slug}</b>, to confirm",
    submit: "Delete workspace",
  },
  restoring: {
    title: "Restore this workspace?",
    text: "Everyone who was a member of “{workspace}” gets access again, and everything is as they left it.",
    submit: "Restore workspace",
  },
  change: {
    waiting: {
      delete: "Deleting the workspace…",
      restore: "Restoring the workspace…",
      slug: "Changing the address…",
    },
    patience: "This takes a few seconds. You can leave this page; we’ll finish it in the background.",
    deleted: "Workspace deleted",
    deletedText: "An owner can restore it at the same address within 30 days.",
    refused: "Nothing was changed",
    reasons: {
      "slug-taken": "Another workspace already uses this address. Choose a different one.",
      "slug-released":
        "This address was recently given up and stays reserved for 90 days. Choose a different one.",
      "slug-reserved": "This address is reserved. Choose a different one.",
      "not-an-owner": "Only an owner can do this, and you’re no longer one.",
      "too-old": "It couldn’t be completed within 15 minutes, so we’ve stopped trying. Ask for it again.",
      other: "This can’t be done in the workspace’s current state.",
    },
    back: "Back to the workspace",
    workspaces: "Your workspaces",
  },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  settings,
  titles: {
    settings: "Settings",
    address: "Change workspace address",
    deleteWorkspace: "Delete workspace",
    restore: "Restore workspace",
    change: "One moment…",
  },
  frame: { nav: { settings: "Settings" } },
  roles: {
    may: {
      "settings:manage": "Change workspace settings",
      "workspace:own": "Add owners, change the workspace’s address and delete the workspace",
    },
  },
  audit: {
    kinds: { settings: "Settings", workspace: "Workspace" },
    actions: {
      settings: { updated: "changed the settings of <target></target>" },
      logo: {
        updated: "changed the logo of <target></target>",
        removed: "removed the logo of <target></target>",
      },
      workspace: {
        renamed: "renamed the workspace <target></target>",
        deleted: "deleted the workspace <target></target>",
        restored: "restored the workspace <target></target>",
      },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
