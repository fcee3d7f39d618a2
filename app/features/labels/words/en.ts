import type { FeatureWords } from "#app/features/feature.ts";
import type { labels as feature } from "#app/features/labels/feature.ts";

export const labels = {
  title: "Labels",
  description: "Group tasks and projects across the workspace.",
  use: "{tasks, plural, one {# task} other {# tasks}}, {projects, plural, one {# project} other {# projects}}",
  edit: "Edit {name}",
  emptyTitle: "No labels yet",
  emptyWrite: "Create a label, then add it to tasks and projects.",
  emptyRead: "Labels that members create will show up here.",
  form: { legend: "New label", name: "Name", create: "Create label" },
  editTitle: "Edit label",
  deletion: {
    open: "Delete label",
    question: "Delete “{name}”?",
    text: "It will be removed from {tasks, plural, one {# task} other {# tasks}} and {projects, plural, one {# project} other {# projects}}. The tasks and projects themselves stay.",
  },
  choice: { open: "Edit labels", add: "Add labels", save: "Save labels", manage: "Manage labels" },
  filter: "Label",
  anyLabel: "Any label",
} as const;

export const words = {
  labels,
  titles: { labels: "Labels", editLabel: "Edit label" },
  validation: {
    labelTaken: "Another label has this name. Choose a different one.",
    tooManyLabels: "This workspace has reached its limit of 100 labels. Delete one first.",
  },
  frame: { nav: { labels: "Labels" } },
  roles: { may: { "labels:manage": "Create, edit and delete labels" } },
  audit: {
    kinds: { label: "Labels" },
    actions: {
      label: {
        created: "created the label <target></target>",
        updated: "edited the label <target></target>",
        deleted: "deleted the label <target></target>",
      },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
