import type { z } from "zod";
import { choiceSchema, labelSchema } from "#app/features/labels/label-schema.ts";
import { inviteSchema } from "#app/features/members/invite-schema.ts";
import { profileSchema } from "#app/features/onboarding/profile-schema.ts";
import {
  editSchema,
  nameSchema,
  projectSchema,
  statusSchema,
} from "#app/features/projects/project-schema.ts";
import { generalSchema } from "#app/features/settings/general-schema.ts";
import { addressSchema, deletionSchema } from "#app/features/settings/owner-schemas.ts";
import {
  newTaskSchema,
  optionsSchema,
  placeSchema,
  taskSchema,
  titleSchema,
} from "#app/features/tasks/task-schema.ts";

// Everything that a visitor can put into a request, for the tests that attack it. app/inputs.test.ts compares these lists
// with the sources: every action and every query parameter must be listed here.

export type FormInput = {
  /** The route whose action handles it. */
  route: string;
  /** Where it is sent. `:project`, `:archived`, `:task`, `:doomed`, `:label` and `:member` stand for existing rows, `:slug` for the workspace. */
  path: string;
  /**
   * Fields that go together, and what is typed into them. `refused` means that even these values are refused,
   * so that no attack on one field does something irreversible.
   */
  fields: Record<string, string>;
  refused?: true;
  /** All fields the action reads, where a schema says so. */
  schema?: z.ZodObject;
  /** Fields that people type into, which keep refused input. The others offer a choice or are hidden. */
  typed?: string[];
  /** Fields without a control in the form, where no error message can be shown. */
  unseen?: string[];
  /** On the apex instead of a workspace's host. */
  apex?: true;
  /** Sending it ends the session. */
  endsSession?: true;
};

const project = { name: "Kept name", description: "Kept description", color: "teal", status: "paused" };
const typedOfProject = ["name", "description"];

export const forms: FormInput[] = [
  {
    route: "routes/projects/new.tsx",
    path: "/projects/new",
    fields: project,
    schema: projectSchema,
    typed: typedOfProject,
    unseen: ["status"],
  },
  {
    route: "routes/projects/edit.tsx",
    path: "/projects/:project/edit",
    fields: { ...project, ownerId: "", version: "1" },
    schema: editSchema,
    typed: typedOfProject,
    unseen: ["version"],
  },
  {
    route: "routes/projects/change.tsx",
    path: "/projects/:project/change",
    fields: { name: "Kept name", seen: "Stays" },
    schema: nameSchema,
  },
  {
    route: "routes/projects/change.tsx",
    path: "/projects/:project/change",
    fields: { status: "done", seen: "paused" },
    schema: statusSchema,
  },
  { route: "routes/projects/archive-one.tsx", path: "/projects/:archived/archive", fields: {} },
  // Refused, because it is not archived.
  {
    route: "routes/projects/delete.tsx",
    path: "/projects/:project/delete",
    fields: {},
    refused: true,
  },
  { route: "routes/projects/archive.tsx", path: "/projects/archive", fields: { id: "no-id" } },
  { route: "routes/projects/restoration.tsx", path: "/projects/restoration", fields: { id: "no-id" } },
  {
    route: "routes/projects/project.tsx",
    path: "/projects/:project",
    fields: { title: "Kept title", assigneeId: "", dueOn: "2031-05-04" },
    schema: newTaskSchema,
    typed: ["title"],
  },
  {
    route: "routes/tasks/task.tsx",
    path: "/projects/:project/tasks/:task",
    fields: {
      ...{ title: "Kept title", notes: "Kept notes", status: "doing" },
      ...{ assigneeId: "", dueOn: "2031-05-04", version: "1" },
    },
    schema: taskSchema,
    typed: ["title", "notes"],
    unseen: ["version"],
  },
  {
    route: "routes/tasks/fields.ts",
    path: "/tasks/:task/fields",
    fields: { title: "Kept title", wasTitle: "Stays" },
    schema: titleSchema,
  },
  {
    route: "routes/tasks/fields.ts",
    path: "/tasks/:task/fields",
    fields: {
      status: "doing",
      assigneeId: "",
      dueOn: "",
      wasStatus: "todo",
      wasAssigneeId: "",
      wasDueOn: "",
    },
    schema: optionsSchema,
  },
  {
    route: "routes/tasks/place.ts",
    path: "/tasks/:task/place",
    fields: { status: "doing", wasStatus: "todo", after: "", before: "", remember: "1" },
    schema: placeSchema,
  },
  { route: "routes/tasks/deletion.ts", path: "/tasks/:doomed/deletion", fields: {} },
  { route: "routes/tasks/restoration.ts", path: "/tasks/:doomed/restoration", fields: {} },
  {
    route: "routes/labels/index.tsx",
    path: "/labels",
    fields: { name: "Kept label", color: "teal" },
    schema: labelSchema,
    typed: ["name"],
  },
  {
    route: "routes/labels/label.tsx",
    path: "/labels/:label",
    fields: { name: "Kept label", color: "teal" },
    schema: labelSchema,
    typed: ["name"],
  },
  {
    route: "routes/labels/choice.ts",
    path: "/tasks/:task/labels",
    fields: { label: "", seen: "" },
    schema: choiceSchema,
  },
  {
    route: "routes/labels/choice.ts",
    path: "/projects/:project/labels",
    fields: { label: "", seen: "" },
    schema: choiceSchema,
  },
  {
    route: "routes/labels/deletion.ts",
    path: "/labels/00000000-0000-4000-8000-000000000000/deletion",
    fields: {},
    refused: true,
  },
  {
    route: "routes/settings/index.tsx",
    path: "/settings",
    fields: { name: "Acme", locale: "en", timeZone: "Europe/Madrid", accent: "own", customAccent: "#112233" },
    schema: generalSchema,
    typed: ["name"],
  },
  {
    route: "routes/settings/address.tsx",
    path: "/settings/address",
    fields: { slug: "another-address", confirmation: "not-it" },
    refused: true,
    schema: addressSchema,
    typed: ["slug", "confirmation"],
  },
  {
    route: "routes/settings/delete.tsx",
    path: "/settings/delete",
    fields: { confirmation: "not-it" },
    refused: true,
    schema: deletionSchema,
    typed: ["confirmation"],
  },
  {
    route: "routes/members/index.tsx",
    path: "/members",
    fields: { emails: "kept.address", role: "member" },
    refused: true,
    schema: inviteSchema,
    typed: ["emails"],
  },
  { route: "routes/members/role.ts", path: "/members/:member/role", fields: { role: "admin" } },
  {
    route: "routes/members/removal.ts",
    path: "/members/nobody/removal",
    fields: {},
    refused: true,
  },
  {
    route: "routes/members/revocation.ts",
    path: "/members/invitations/orginv_nobody/revocation",
    fields: {},
  },
  { route: "routes/members/departure.ts", path: "/members/departure", fields: {} },
  { route: "routes/settings/logo.ts", path: "/settings/logo", fields: { intent: "remove", logo: "" } },
  { route: "routes/settings/restore.tsx", path: "/restore", fields: {} },
  {
    route: "routes/workspace/onboarding.tsx",
    path: "/api/tenants/:slug/users/onboarding",
    fields: { firstName: "Kept first", lastName: "Kept last", phone: "+34 600" },
    schema: profileSchema,
    typed: ["firstName", "lastName", "phone"],
  },
  { route: "routes/workspace/presence.ts", path: "/presence", fields: {} },
  { route: "routes/shared/preferences.ts", path: "/preferences", fields: { theme: "system", locale: "en" } },
  { route: "routes/workspace/profile.tsx", path: "/profile", fields: {}, endsSession: true },
  {
    route: "routes/api/webhooks.clerk.ts",
    path: "/api/webhooks/clerk",
    fields: { type: "x" },
    refused: true,
    apex: true,
  },
];

export type AddressInput = {
  /** The file that reads them. */
  reader: string;
  paths: string[];
  parameters: string[];
  apex?: true;
};

const auditFilter = ["actor", "kind", "from", "to"];

export const addresses: AddressInput[] = [
  {
    reader: "routes/projects/index.tsx",
    paths: ["/projects"],
    parameters: ["archived", "q", "status", "owner", "label", "sort", "after"],
  },
  {
    reader: "routes/projects/project.tsx",
    paths: ["/projects/:project"],
    parameters: ["q", "status", "assignee", "label", "due", "sort", "after"],
  },
  {
    reader: "routes/projects/board.tsx",
    paths: ["/projects/:project/board"],
    parameters: ["older"],
  },
  { reader: "routes/tasks/mine.tsx", paths: ["/my-tasks"], parameters: ["after"] },
  { reader: "routes/workspace/audit.tsx", paths: ["/audit"], parameters: [...auditFilter, "after"] },
  { reader: "routes/workspace/audit-csv.ts", paths: ["/audit.csv"], parameters: auditFilter },
  { reader: "routes/members/index.tsx", paths: ["/members"], parameters: ["q", "role", "after", "wait"] },
  { reader: "requests/member-change.server.ts", paths: ["/members"], parameters: ["change"] },
  { reader: "requests/member-outcomes.server.ts", paths: ["/members"], parameters: ["change"] },
  {
    reader: "routes/apex/join.ts",
    paths: ["/join/acme"],
    parameters: ["__clerk_status", "__clerk_ticket"],
    apex: true,
  },
  { reader: "routes/settings/index.tsx", paths: ["/settings"], parameters: ["saved", "logo"] },
  {
    reader: "routes/apex/workspace-change.tsx",
    paths: ["/workspaces/changes/:id"],
    parameters: ["kind", "from", "to"],
    apex: true,
  },
  {
    reader: "tenancy/onboarding-progress.server.ts",
    paths: ["/onboarding", "/onboarding/progress"],
    parameters: ["organization"],
    apex: true,
  },
  {
    reader: "routes/apex/sign-in.tsx",
    paths: ["/sign-in"],
    parameters: ["redirect_url", "__clerk_ticket"],
    apex: true,
  },
  {
    reader: "routes/apex/sign-up.tsx",
    paths: ["/sign-up"],
    parameters: ["redirect_url", "__clerk_ticket"],
    apex: true,
  },
];
