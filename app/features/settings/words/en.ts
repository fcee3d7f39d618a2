import type { FeatureWords } from "#app/features/feature.ts";
import type { settings as feature } from "#app/features/settings/feature.ts";

export const settings = {
  title: "Settings",
  description: "What this workspace is called, looks like and speaks, for everybody in it.",
  saved: "Saved.",
  general: {
    title: "General",
    name: "Name",
    pending: "“{name}” is on its way: everybody sees it in a moment.",
    locale: "Language",
    localeHint: "For those who chose none themselves.",
    anyLocale: "Same as the browser",
    timeZone: "Time zone",
    timeZoneHint: "In which days begin, and dates are shown.",
    theirs: "Theirs: {value}",
  },
  accent: {
    legend: "Accent colour",
    custom: "Another colour",
    customColor: "Pick a colour",
    button: "Button",
    link: "A link",
    darkened: "Too light to be read on light pages: a darker shade stands in for it there.",
    lightened: "Too dark to be read on dark pages: a lighter shade stands in for it there.",
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
    choose: "Picture",
    hint: "PNG, JPEG, WebP or GIF, up to 1 MB. It is made 256 pixels large, and what a camera wrote into it is left out.",
    upload: "Upload",
    remove: "Remove",
    refusals: {
      missing: "Choose a picture first.",
      tooLarge: "This file is larger than 1 MB. Choose a smaller one.",
      notAPicture: "This file is no PNG, JPEG, WebP or GIF, or it is damaged. Choose another.",
      tooManyPixels: "This picture has more than 40 million pixels. Choose a smaller one.",
      expired: "Your sign-in was renewed. Nothing was changed: do it once more.",
    },
  },
  owner: {
    address: "Address",
    changeAddress: "Change the address",
    delete: "Delete this workspace",
    deleteText: "For everybody in it. It can be restored within 30 days.",
    deleteWorkspace: "Delete…",
  },
  address: {
    title: "Change the address",
    description: "This workspace is at <b>{host}</b>.",
    stops: "The old address stops at once: links and bookmarks to it break.",
    rests: "Nobody can take the old address for 90 days. After that anybody may.",
    keeps: "Nothing else changes: people, projects and sign-ins stay as they are.",
    wanted: "New address",
    hint: "a–z, 0–9 and hyphens. It stands before {domain}.",
    confirmation: "Type the present address, <b>{slug}</b>, to confirm",
    submit: "Change the address",
  },
  deletion: {
    title: "Delete this workspace",
    description: "“{workspace}” with all that is in it.",
    closes: "It closes at once, for everybody in it.",
    grace: "For 30 days an owner can restore it. After that it is gone for good.",
    keeps: "Until then all of it stays as it is, and nobody sees it.",
    confirmation: "Type its address, <b>{slug}</b>, to confirm",
    submit: "Delete this workspace",
  },
  restoring: {
    title: "Restore this workspace?",
    text: "“{workspace}” opens again for everybody who was in it, as it was left.",
    submit: "Restore it",
  },
  change: {
    waiting: {
      delete: "Closing the workspace…",
      restore: "Opening the workspace…",
      slug: "Moving the workspace…",
    },
    patience: "This takes a few seconds. You can leave this page: it happens anyway.",
    deleted: "The workspace is closed",
    deletedText: "For 30 days an owner can restore it, at its own address.",
    refused: "It was not done",
    reasons: {
      "slug-taken": "Another workspace has this address. Choose another.",
      "slug-resting": "This address was given up lately, and rests for 90 days. Choose another.",
      "slug-reserved": "This address is kept for the product itself. Choose another.",
      "not-an-owner": "Only an owner may do it, and at Clerk you are not one any more.",
      "too-old": "It could not be done within an hour. Ask again.",
      other: "The workspace is not in a state in which it could be done. Nothing was changed.",
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
    address: "Address",
    deleteWorkspace: "Delete the workspace",
    restore: "Restore the workspace",
    change: "One moment",
  },
  frame: { nav: { settings: "Settings" } },
  roles: {
    may: {
      "settings:manage": "Change the workspace’s settings",
      "workspace:own": "Make owners, change the address, delete the workspace",
    },
  },
  audit: {
    kinds: { settings: "Settings", workspace: "The workspace" },
    actions: {
      settings: { updated: "changed the settings <target></target>" },
      logo: { updated: "changed the logo <target></target>", removed: "removed the logo <target></target>" },
      workspace: {
        renamed: "renamed the workspace <target></target>",
        deleted: "deleted the workspace <target></target>",
        restored: "restored the workspace <target></target>",
      },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
