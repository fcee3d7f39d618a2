import type { dashboard as feature } from "#app/features/dashboard/feature.ts";
import type { FeatureWords } from "#app/features/feature.ts";

export const dashboard = {
  greeting: "Welcome, {name}",
  notIntroduced: "Your profile isn’t complete yet.",
  finish: "Finish setup",
  empty: {
    title: "No projects yet",
    write: "Start with a project. Deadlines, recent activity and progress will show up here.",
    read: "When someone creates a project, deadlines and recent activity will show up here.",
    create: "Create your first project",
    invite: "Invite people",
  },
  due: {
    title: "Due soon",
    all: "My tasks",
    nothing: "Nothing due in the next seven days.",
    overdue: "Overdue",
    today: "Today",
    week: "Next 6 days",
    more: "{count} more",
  },
  activity: {
    title: "Completed tasks by day",
    total: "{count, number} in the last 14 days",
    summary:
      "{count, plural, one {# task} other {# tasks}} completed in the last 14 days. Busiest day: {day}, with {most, number}.",
    nothing: "No tasks completed in the last 14 days.",
    onDay: "{day}: {count, plural, one {# task} other {# tasks}}",
    asTable: "Show as table",
    day: "Day",
    completed: "Completed",
  },
  progress: {
    title: "Progress",
    nothing: "No active projects.",
    empty: "No tasks yet",
    done: "{done, number} of {total, number} done",
    doing: "{count, number} in progress",
  },
  online: {
    title: "Who’s online",
    all: "Members",
    nobody: "No one else has been online today.",
    now: "Online",
    more: "and {count, plural, one {# other} other {# others}} today",
  },
  recentChanges: {
    title: "Recent activity",
    nothing: "No activity yet.",
    project: {
      created: "<link>{name}</link> was created",
      changed: "<link>{name}</link> was updated",
      completed: "<link>{name}</link> was completed",
      archived: "<link>{name}</link> was archived",
    },
    task: {
      created: "<plain>{name}</plain> was added to <link>{project}</link>",
      changed: "<plain>{name}</plain> was updated in <link>{project}</link>",
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
