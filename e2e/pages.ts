import type { Locale } from "../app/i18n/locale.ts";
import { plain as plainInEnglish } from "../app/i18n/messages/en/plain.ts";
import { en } from "../app/i18n/messages/en.ts";
import { plain as plainInSpanish } from "../app/i18n/messages/es/plain.ts";
import { es } from "../app/i18n/messages/es.ts";
import type { Role } from "./people.ts";

/** A page as the tests of all pages see it. A new page needs only a line here. */
export type Place = {
  /** `:project` stands for the id of a project, `:archived` for an archived one, `:task` for a task, `:label` for a label. */
  path: string;
  /** The message in the window's title: a key of titles.ts, or `errors.<code>` of errors.ts, or `plain.<status>`. */
  title: string;
  /** The path parameter whose name comes first in the title, without its colon. */
  about?: "project" | "archived" | "task" | "label";
  /** Who may see it. If missing, every member; on the apex, everyone who is signed in. */
  roles?: readonly Role[];
  status?: number;
};

const writers = ["owner", "admin", "member"] as const;

/** In a workspace's frame: their titles name the workspace. */
export const workspacePages: readonly Place[] = [
  { path: "/dashboard", title: "dashboard" },
  { path: "/projects", title: "projects" },
  { path: "/projects?archived", title: "projects" },
  { path: "/projects?q=nothing+is+called+so&status=done&sort=name", title: "projects" },
  { path: "/projects/:archived/edit", title: "editProject", about: "archived", roles: writers },
  {
    path: "/projects/:archived/delete",
    title: "deleteProject",
    about: "archived",
    roles: ["owner", "admin"],
  },
  { path: "/projects/:archived/delete", title: "errors.forbidden", roles: ["member", "viewer"], status: 403 },
  { path: "/projects/new", title: "newProject", roles: writers },
  { path: "/projects/new", title: "errors.forbidden", roles: ["viewer"], status: 403 },
  { path: "/projects/:project/edit", title: "editProject", about: "project", roles: writers },
  {
    path: "/projects/00000000-0000-4000-8000-000000000000/edit",
    title: "errors.not-found",
    roles: writers,
    status: 404,
  },
  { path: "/members", title: "members" },
  { path: "/members?q=nobody-is-called-that", title: "members" },
  { path: "/members?role=viewer", title: "members" },
  { path: "/projects/:project", title: "tasks", about: "project" },
  {
    path: "/projects/:project?status=doing&assignee=me&due=week&q=nothing&sort=due",
    title: "tasks",
    about: "project",
  },
  { path: "/projects/:project/board", title: "board", about: "project" },
  { path: "/projects/:project/tasks/:task", title: "task", about: "task" },
  {
    path: "/projects/:project/tasks/00000000-0000-4000-8000-000000000000",
    title: "errors.not-found",
    status: 404,
  },
  { path: "/labels", title: "labels" },
  { path: "/labels/:label", title: "editLabel", about: "label", roles: writers },
  { path: "/labels/:label", title: "errors.forbidden", roles: ["viewer"], status: 403 },
  { path: "/my-tasks", title: "myTasks" },
  { path: "/roles", title: "roles" },
  { path: "/settings", title: "settings", roles: ["owner", "admin"] },
  { path: "/settings", title: "errors.forbidden", roles: ["member", "viewer"], status: 403 },
  { path: "/settings/address", title: "address", roles: ["owner"] },
  { path: "/settings/address", title: "errors.forbidden", roles: ["admin", "member", "viewer"], status: 403 },
  { path: "/settings/delete", title: "deleteWorkspace", roles: ["owner"] },
  { path: "/settings/delete", title: "errors.forbidden", roles: ["admin", "member", "viewer"], status: 403 },
  { path: "/audit", title: "audit", roles: ["owner", "admin"] },
  { path: "/audit", title: "errors.forbidden", roles: ["member", "viewer"], status: 403 },
  { path: "/profile", title: "profile" },
  { path: "/welcome", title: "welcome" },
];

/** On a workspace's host, without revealing whether the workspace exists. */
export const framelessPages: readonly Place[] = [
  { path: "/no/such/page", title: "errors.not-found", status: 404 },
];

export const apexPages: readonly Place[] = [
  { path: "/", title: "landing" },
  { path: "/workspaces", title: "workspaces" },
  { path: "/onboarding", title: "createWorkspace" },
  { path: "/onboarding?organization=org_on_its_way", title: "makingWorkspace" },
  { path: "/no/such/page", title: "errors.not-found", status: 404 },
];

/** Signed out. */
export const signedOutPages: readonly Place[] = [
  { path: "/", title: "landing" },
  { path: "/sign-in", title: "signIn" },
  { path: "/sign-up", title: "signUp" },
];

type Words = Record<string, Record<string, string | Record<string, string>>>;

const english: Words = { titles: en.titles, errors: en.errors, plain: plainInEnglish };
const spanish: Words = { titles: es.titles, errors: es.errors, plain: plainInSpanish };

/** The full window title of a page. `about` is the name it starts with. */
export function titleOf({ title }: Place, locale: Locale, workspace?: string, about?: string): string {
  const [, namespace = "titles", key = ""] = /^(?:(errors|plain)\.)?(.+)$/.exec(title) ?? [];
  const entry = (locale === "es" ? spanish : english)[namespace]?.[key];
  if (!entry) throw new Error(`There is no title ${title}: look at the list of pages.`);
  const first = typeof entry === "string" ? entry : entry.title;
  return [about, first, workspace, "Tenantry"].filter(Boolean).join(" · ");
}
