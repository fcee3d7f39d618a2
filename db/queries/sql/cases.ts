import { listActors, listAuditLines } from "#db/queries/audit-trail.ts";
import { findDashboard } from "#db/queries/dashboard.ts";
import * as labelling from "#db/queries/labelling.ts";
import * as labels from "#db/queries/labels.ts";
import { findLastChange } from "#db/queries/last-change.ts";
import { findLogo, findLogoVersion, removeLogo, saveLogo } from "#db/queries/logo.ts";
import { countPeople, listMembersAfter, listNames } from "#db/queries/member-list.ts";
import * as members from "#db/queries/members.ts";
import { markSeen } from "#db/queries/presence.ts";
import * as archive from "#db/queries/project-archive.ts";
import { listProjectOwners, listProjects } from "#db/queries/project-list.ts";
import * as projects from "#db/queries/projects.ts";
import * as settings from "#db/queries/settings.ts";
import { deleteTask, findDeletedTask, restoreTask } from "#db/queries/task-deletion.ts";
import { countTasks, listOpenTasksOf, listTasks } from "#db/queries/task-list.ts";
import { findPosition, lockOrder } from "#db/queries/task-order.ts";
import { placeTask } from "#db/queries/task-place.ts";
import * as tasks from "#db/queries/tasks.ts";
import { recordChange, recordChanges } from "../audit-log.ts";
import type { Case } from "./fixture.ts";

const at = new Date("2026-01-02T03:04:05Z");
const day = "2026-01-02";
const actor = { id: "ann", requestId: "request" };
const editor = { ...actor, mayArchiveOthers: true };
const workspace = { id: "workspace", name: "acme" };
const change = {
  action: "project.updated",
  target: { type: "project", id: "id", name: "name" },
  before: { name: "a" },
  after: { name: "b" },
} as const;
const page = { limit: 50 };

/** The forms of every query, by file and exported function: the fewest options and the most, where they differ. */
export const cases: Record<string, Record<string, Case>> = {
  "audit-log": {
    recordChange: { only: (tx) => recordChange(tx, actor, change) },
    recordChanges: { only: (tx) => recordChanges(tx, actor, [change, change]) },
  },
  "audit-trail": {
    listAuditLines: {
      shortest: (tx) => listAuditLines(tx, {}, page),
      longest: (tx, { task }) =>
        listAuditLines(
          tx,
          { actorId: "ann", targetType: "task", from: day, to: day, timeZone: "Europe/Madrid" },
          { after: { at, id: task }, ...page },
        ),
    },
    listActors: { only: (tx) => listActors(tx) },
  },
  dashboard: {
    findDashboard: {
      only: (tx) => findDashboard(tx, { userId: "ann", dueUpTo: day, completedSince: at, seenSince: at }),
    },
  },
  labels: {
    listLabels: { only: (tx) => labels.listLabels(tx) },
    listLabelsWithUse: { only: (tx) => labels.listLabelsWithUse(tx) },
    getLabel: { only: (tx, { label }) => labels.getLabel(tx, label) },
    createLabel: { only: (tx) => labels.createLabel(tx, { name: "New", color: "red" }, actor) },
    updateLabel: {
      only: (tx, { label }) => labels.updateLabel(tx, label, { name: "N", color: "red" }, actor),
    },
    deleteLabel: { only: (tx, { label }) => labels.deleteLabel(tx, label, actor) },
  },
  labelling: {
    listLabelsOf: {
      "of a task": (tx, { task }) => labelling.listLabelsOf(tx, "task", task),
      "of a project": (tx, { project }) => labelling.listLabelsOf(tx, "project", project),
    },
    changeLabels: {
      "of a task": (tx, { task, label }) =>
        labelling.changeLabels(tx, ["task", task], { add: [label], remove: [] }, actor),
      "of a project": (tx, { project, label }) =>
        labelling.changeLabels(tx, ["project", project], { add: [], remove: [label] }, actor),
    },
    addLabels: { only: (tx, { task, label }) => labelling.addLabels(tx, "task", task, [label]) },
    listRemaining: { only: (tx, { label }) => labelling.listRemaining(tx, [label]) },
  },
  "last-change": {
    findLastChange: { only: (tx, { task }) => findLastChange(tx, { type: "task", id: task }) },
  },
  logo: {
    findLogo: { only: (tx) => findLogo(tx) },
    findLogoVersion: { only: (tx) => findLogoVersion(tx) },
    saveLogo: { only: (tx) => saveLogo(tx, actor, workspace, new Uint8Array(1)) },
    removeLogo: { only: (tx) => removeLogo(tx, actor, workspace) },
  },
  "member-list": {
    listMembersAfter: {
      shortest: (tx) => listMembersAfter(tx, {}, { after: undefined, ...page }),
      longest: (tx) =>
        listMembersAfter(tx, { words: "a", role: "owner" }, { after: { sortName: "a", id: "ann" }, ...page }),
    },
    countPeople: { only: (tx) => countPeople(tx) },
    listNames: { only: (tx) => listNames(tx, ["ann", "bob"]) },
  },
  members: {
    findMember: { only: (tx) => members.findMember(tx, "ann") },
    findMemberContext: { only: (tx) => members.findMemberContext(tx, "ann") },
    findFormerMember: { only: (tx) => members.findFormerMember(tx, "ann") },
    listMembers: { only: (tx) => members.listMembers(tx) },
    countMembers: { only: (tx) => members.countMembers(tx) },
    completeOnboarding: {
      only: (tx) => members.completeOnboarding(tx, "ann", { firstName: "A", lastName: "N", phone: null }),
    },
  },
  presence: { markSeen: { only: (tx) => markSeen(tx, "ann") } },
  "project-archive": {
    archiveProjects: {
      only: (tx, { project, other }) => archive.archiveProjects(tx, [project, other], editor),
    },
    restoreProjects: { only: (tx, { archived }) => archive.restoreProjects(tx, [archived], editor) },
    archiveProject: { only: (tx, { project }) => archive.archiveProject(tx, project, editor) },
    deleteProject: { only: (tx, { archived }) => archive.deleteProject(tx, archived, editor) },
  },
  "project-list": {
    listProjects: {
      shortest: (tx) => listProjects(tx),
      ...longestProjectLists(),
    },
    listProjectOwners: { only: (tx) => listProjectOwners(tx) },
  },
  projects: {
    getProject: { only: (tx, { project }) => projects.getProject(tx, project) },
    holdProject: { only: (tx, { project }) => projects.holdProject(tx, project) },
    lockProject: { only: (tx, { project }) => projects.lockProject(tx, project) },
    countProjects: { only: (tx) => projects.countProjects(tx, "ann") },
    createProject: {
      only: (tx) =>
        projects.createProject(tx, { name: "n", description: "d", color: "blue", ownerId: "ann" }),
    },
    canOwn: { only: (tx) => projects.canOwn(tx, "ann") },
    updateProject: {
      shortest: (tx, { project }) =>
        projects.updateProject(tx, project, { ...projectFields, version: 1 }, editor),
      longest: (tx, { project }) =>
        projects.updateProject(
          tx,
          project,
          { name: "x", description: "x", color: "red", status: "paused", ownerId: "bob", version: 1 },
          editor,
        ),
    },
    changeProjectField: {
      only: (tx, { project }) =>
        projects.changeProjectField(tx, project, { wanted: { name: "x" }, seen: "project" }, actor),
    },
  },
  settings: {
    readSettings: { only: (tx) => settings.readSettings(tx) },
    lockSettings: { only: (tx) => settings.lockSettings(tx) },
    saveSettings: {
      shortest: (tx) =>
        settings.saveSettings(tx, actor, "acme", { locale: null, timeZone: "UTC", accent: null }),
      longest: (tx) =>
        settings.saveSettings(tx, actor, "acme", { locale: "es", timeZone: "Asia/Tokyo", accent: "#123456" }),
    },
    findPendingName: { only: (tx) => settings.findPendingName(tx, "acme") },
    recordNewName: { only: (tx) => settings.recordNewName(tx, actor, workspace, "new") },
    isTimeZone: { only: (tx) => settings.isTimeZone(tx, "UTC") },
  },
  "task-deletion": {
    deleteTask: { only: (tx, { task }) => deleteTask(tx, task, actor) },
    findDeletedTask: { only: (tx, { deleted }) => findDeletedTask(tx, deleted) },
    restoreTask: {
      shortest: (tx, { task }) => restoreTask(tx, task, actor),
      longest: (tx, { deleted }) => restoreTask(tx, deleted, actor),
    },
  },
  "task-list": {
    listTasks: {
      shortest: (tx, { project }) => listTasks(tx, project, {}, { sort: "board", ...page }),
      ...longestTaskLists(),
    },
    listOpenTasksOf: {
      shortest: (tx) => listOpenTasksOf(tx, "ann", page),
      longest: (tx, { task }) => listOpenTasksOf(tx, "ann", { after: [day, task], ...page }),
    },
    countTasks: { only: (tx, { project }) => countTasks(tx, project) },
  },
  "task-order": {
    lockOrder: { only: (tx, { project }) => lockOrder(tx, project) },
    findPosition: {
      shortest: (tx, { project, task }) =>
        findPosition(tx, { id: task, projectId: project }, { status: "todo" }),
      longest: (tx, { project, task, second }) =>
        findPosition(tx, { id: task, projectId: project }, { status: "todo", after: task, before: second }),
      crowded: async (tx, { project, task, second, deleted }) => {
        await tx.updateTable("tasks").set({ position: 1 }).execute();
        const [after = ""] = [task, second].sort();
        await findPosition(tx, { id: deleted, projectId: project }, { status: "todo", after });
      },
    },
  },
  "task-place": {
    placeTask: {
      shortest: (tx, { task }) => placeTask(tx, task, { status: "todo" }, [], actor),
      longest: (tx, { task, second }) =>
        placeTask(tx, task, { status: "done", after: second, before: second }, ["todo"], actor),
    },
  },
  tasks: {
    findTask: { only: (tx, { task }) => tasks.findTask(tx, task) },
    getTask: { only: (tx, { task }) => tasks.getTask(tx, task) },
    getProjectOf: { only: (tx, { task }) => tasks.getProjectOf(tx, task) },
    lockTask: { only: (tx, { task }) => tasks.lockTask(tx, task) },
    assertAssignable: { only: (tx) => tasks.assertAssignable(tx, "ann") },
    isAssignable: { only: (tx) => tasks.isAssignable(tx, "ann") },
    createTask: {
      shortest: (tx, { project }) => tasks.createTask(tx, project, { title: "t" }, actor),
      longest: (tx, { project }) => tasks.createTask(tx, project, taskFields, actor),
    },
    updateTask: {
      shortest: (tx, { task }) => tasks.updateTask(tx, task, {}, { fields: {} }, actor),
      longest: (tx, { task }) => tasks.updateTask(tx, task, taskFields, { version: 1 }, actor),
    },
  },
};

const projectFields = {
  ...{ name: "project", description: "", color: "blue", status: "active" as const, ownerId: "ann" },
};
const taskFields = {
  ...{ title: "x", notes: "n", status: "done" as const, assigneeId: "bob", dueOn: day },
};

function longestProjectLists(): Case {
  const filter = { archived: true, status: "active", ownerId: "ann", search: "a" } as const;
  return {
    "longest by change": (tx, { project, label }) =>
      listProjects(tx, {
        ...filter,
        labelId: label,
        order: { by: "changed", after: [at.toISOString(), project] },
      }),
    "longest by name": (tx, { project, label }) =>
      listProjects(tx, { ...filter, labelId: label, order: { by: "name", after: ["a", project] } }),
    "longest by age": (tx, { project, label }) =>
      listProjects(tx, { ...filter, labelId: label, order: { by: "newest", after: [project] } }),
  };
}

function longestTaskLists(): Case {
  const filter = { status: "todo", assigneeId: "ann", search: "a" } as const;
  const list = (
    sort: "board" | "due" | "changed" | "newest",
    when: "overdue" | "week" | "none",
    key: string[],
  ) =>
    ((tx, { project, task, label }) =>
      listTasks(
        tx,
        project,
        { ...filter, labelId: label, due: { when, today: day } },
        { sort, after: [...key, task], ...page },
      )) satisfies Case[string];
  return {
    "longest by board": list("board", "week", ["1", "1.5"]),
    "longest by due date": list("due", "overdue", [day]),
    "longest by change": list("changed", "none", [at.toISOString()]),
    "longest by age": list("newest", "week", [at.toISOString()]),
  };
}
