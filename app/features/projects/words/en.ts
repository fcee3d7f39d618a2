import type { FeatureWords } from "#app/features/feature.ts";
import type { projects as feature } from "#app/features/projects/feature.ts";

export const projects = {
  title: "Projects",
  create: "New project",
  tabs: { label: "Which projects", current: "Current", archived: "Archived" },
  filters: {
    label: "Search and filter",
    search: "Search projects",
    status: "Status",
    owner: "Owner",
    mine: "My own",
    sort: "Order",
    apply: "Show",
    clear: "Clear filters",
  },
  sorts: { changed: "Recently changed", name: "By name", newest: "Newest first" },
  status: { active: "Active", paused: "Paused", done: "Done" },
  colors: {
    slate: "slate",
    red: "red",
    orange: "orange",
    amber: "amber",
    green: "green",
    teal: "teal",
    blue: "blue",
    violet: "violet",
  },
  row: {
    tasks: "{count, plural, =0 {No tasks} one {# task} other {# tasks}}",
    statusOf: "Status of {name}",
    setStatus: "Set",
    rename: "Rename {name}",
    edit: "Edit {name}",
    archive: "Archive {name}",
    restore: "Restore {name}",
    delete: "Delete {name}",
  },
  select: {
    one: "Choose {name}",
    all: "All on this page",
    count: "{count, number} selected",
    clear: "Clear",
    archive: "Archive selected",
    restore: "Restore selected",
  },
  empty: {
    title: "No projects yet",
    write: "A project holds what belongs together. Give it a name, the rest can wait.",
    read: "Projects that somebody creates in this workspace appear here.",
    create: "Create your first project",
    foundTitle: "Nothing found",
    found: "No project fits. Try other words or filters.",
    archivedTitle: "Nothing is archived",
    archived: "A project that is archived leaves the list, and is kept here.",
  },
  done: {
    archived: "{count, plural, one {“<name></name>” is archived.} other {# projects are archived.}}",
    restored:
      "{count, plural, one {“<name></name>” is back in the list.} other {# projects are back in the list.}}",
    deleted: "“<name></name>” is deleted.",
    left: "{count, plural, one {One is somebody else’s and stays.} other {# are somebody else’s and stay.}}",
  },
  form: {
    name: "Name",
    description: "Description",
    hint: "Up to 2,000 characters.",
    color: "Colour",
    status: "Status",
    owner: "Owner",
    create: "Create project",
    edit: "Edit project",
  },
  archived: {
    title: "Archived project",
    text: "This project is archived and cannot be changed.",
    all: "Archived projects",
  },
  meanwhile: "<who></who> set it to {theirs} meanwhile. You chose {mine}.",
  deletion: {
    title: "Delete this project?",
    text: "“<name></name>” is deleted for good, for everybody in the workspace.",
    tasks:
      "{count, plural, =0 {It has no tasks.} one {Its task is deleted with it.} other {Its # tasks are deleted with it.}}",
    log: "The audit log keeps a line that says who deleted it.",
    submit: "Delete for good",
  },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  projects,
  titles: {
    projects: "Projects",
    newProject: "New project",
    editProject: "Edit project",
    deleteProject: "Delete project",
  },
  frame: { nav: { projects: "Projects" } },
  roles: {
    may: {
      "projects:read": "See projects and tasks",
      "projects:write": "Create and change projects and tasks",
      "projects:archive-others": "Archive or delete other people’s projects",
    },
  },
  audit: {
    kinds: { project: "Projects" },
    actions: {
      project: {
        created: "created the project <target></target>",
        updated: "changed the project <target></target>",
        archived: "archived the project <target></target>",
        restored: "restored the project <target></target>",
        deleted: "deleted the project <target></target>",
      },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
