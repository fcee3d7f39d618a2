import type { dashboard as feature } from "#app/features/dashboard/feature.ts";
import type { FeatureWords } from "#app/features/feature.ts";

export const dashboard = {
  greeting: "Welcome, {name}",
  notIntroduced: "You have not introduced yourself yet.",
  finish: "Finish setting up",
  empty: {
    title: "Nothing here yet",
    write: "Begin with a project. What is due, what changed and how far things are will show here.",
    read: "When somebody begins a project, what is due and what changed will show here.",
    create: "Create your first project",
    invite: "Invite people",
  },
  due: {
    title: "Due for you",
    all: "My tasks",
    nothing: "Nothing is due within a week.",
    overdue: "Overdue",
    today: "Today",
    week: "Next six days",
    more: "{count} more",
  },
  activity: {
    title: "Completed tasks, by day",
    total: "{count, plural, one {# in two weeks} other {# in two weeks}}",
    summary:
      "{count, plural, one {# task was} other {# tasks were}} completed within two weeks, most of them on {day}: {most, number}.",
    nothing: "No task was completed within two weeks.",
    onDay: "{day}: {count, plural, one {# task} other {# tasks}}",
    asTable: "As a table",
    day: "Day",
    completed: "Completed",
  },
  progress: {
    title: "Progress",
    nothing: "No project is under way.",
    empty: "No tasks yet",
    done: "{done, number} of {total, number} done",
    doing: "{count, number} in progress",
  },
  here: {
    title: "Who is here",
    all: "Members",
    nobody: "Nobody else was here today.",
    now: "Here now",
    more: "and {count, plural, one {# other} other {# others}} today",
  },
  happenings: {
    title: "What changed",
    nothing: "Nothing changed yet.",
    project: {
      created: "<link>{name}</link> was created",
      changed: "<link>{name}</link> was changed",
      completed: "<link>{name}</link> is done",
      archived: "<link>{name}</link> was archived",
    },
    task: {
      created: "<plain>{name}</plain> was added to <link>{project}</link>",
      changed: "<plain>{name}</plain> was changed in <link>{project}</link>",
      completed: "<plain>{name}</plain> was completed in <link>{project}</link>",
    },
  },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  dashboard,
  titles: { dashboard: "Dashboard" },
  frame: { nav: { dashboard: "Dashboard" } },
} as const satisfies FeatureWords<typeof feature>;
