import type { FeatureWords } from "#app/features/feature.ts";
import type { projects as feature } from "#app/features/projects/feature.ts";

export const projects = {
  title: "Projects",
  create: "New project",
  tabs: { label: "Project lists", current: "Current", archived: "Archived" },
  filters: {
    label: "Search and filter",
    search: "Search projects",
    status: "Status",
    anyStatus: "Any status",
    owner: "Owner",
    anyOwner: "Any owner",
    mine: "My projects",
    sort: "Sort by",
    apply: "Apply",
    clear: "Clear filters",
  },
  sorts: { changed: "Last updated", name: "By name", newest: "Newest first" },
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
    setStatus: "Save",
    rename: "Rename {name}",
    edit: "Edit {name}",
    archive: "Archive {name}",
    restore: "Restore {name}",
    delete: "Delete {name}",
  },
  select: {
    one: "Select {name}",
    all: "Select all on this page",
    count: "{count, number} selected",
    clear: "Clear selection",
    archive: "Archive selected",
    restore: "Restore selected",
  },
  empty: {
    title: "No projects yet",
    write: "A project groups tasks that belong together. All it needs is a name.",
    read: "Projects created in this workspace will show up here.",
    create: "Create your first project",
    foundTitle: "No matching projects",
    found: "Try a different search or fewer filters.",
    archivedTitle: "No archived projects",
    archived: "When you archive a project, it moves here from the main list.",
  },
  done: {
    archived: "{count, plural, one {“<name></name>” archived.} other {# projects archived.}}",
    restored: "{count, plural, one {“<name></name>” restored.} other {# projects restored.}}",
    deleted: "“<name></name>” deleted.",
    left: "{count, plural, one {# project wasn’t changed because someone else owns it.} other {# projects weren’t changed because other people own them.}}",
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
    text: "This project is archived, so it can’t be changed.",
    all: "Archived projects",
  },
  meanwhile: "<who></who> set this to {theirs} in the meantime. You chose {mine}.",
  deletion: {
    title: "Delete this project?",
    text: "“<name></name>” will be permanently deleted for everyone in the workspace.",
    tasks:
      "{count, plural, =0 {It has no tasks.} one {Its task will be deleted too.} other {Its # tasks will be deleted too.}}",
    log: "The audit log will record who deleted it.",
    submit: "Delete permanently",
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
      "projects:read": "View projects and tasks",
      "projects:write": "Create and edit projects and tasks",
      "projects:archive-others": "Archive or delete other people’s projects",
    },
  },
  audit: {
    kinds: { project: "Projects" },
    actions: {
      project: {
        created: "created the project <target></target>",
        updated: "edited the project <target></target>",
        archived: "archived the project <target></target>",
        restored: "restored the project <target></target>",
        deleted: "deleted the project <target></target>",
      },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
