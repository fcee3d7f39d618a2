import { audit } from "./en/audit.ts";
import { common } from "./en/common.ts";
import { conflict } from "./en/conflict.ts";
import { dashboard } from "./en/dashboard.ts";
import { errors } from "./en/errors.ts";
import { frame } from "./en/frame.ts";
import { landing } from "./en/landing.ts";
import { members } from "./en/members.ts";
import { onboarding } from "./en/onboarding.ts";
import { projects } from "./en/projects.ts";
import { roles } from "./en/roles.ts";
import { settings } from "./en/settings.ts";
import { tasks } from "./en/tasks.ts";
import { titles } from "./en/titles.ts";
import { validation } from "./en/validation.ts";
import { welcome } from "./en/welcome.ts";
import { workspaces } from "./en/workspaces.ts";

/** All messages of the interface, by feature. */
export const en = {
  common,
  validation,
  errors,
  titles,
  frame,
  landing,
  workspaces,
  onboarding,
  welcome,
  projects,
  tasks,
  conflict,
  dashboard,
  members,
  roles,
  settings,
  audit,
};

export type Messages = typeof en;
