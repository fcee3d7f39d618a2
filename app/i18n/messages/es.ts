import type { Translation } from "../translation.ts";
import type { Messages } from "./en.ts";
import { audit } from "./es/audit.ts";
import { common } from "./es/common.ts";
import { conflict } from "./es/conflict.ts";
import { dashboard } from "./es/dashboard.ts";
import { errors } from "./es/errors.ts";
import { frame } from "./es/frame.ts";
import { landing } from "./es/landing.ts";
import { members } from "./es/members.ts";
import { onboarding } from "./es/onboarding.ts";
import { projects } from "./es/projects.ts";
import { roles } from "./es/roles.ts";
import { settings } from "./es/settings.ts";
import { tasks } from "./es/tasks.ts";
import { titles } from "./es/titles.ts";
import { validation } from "./es/validation.ts";
import { welcome } from "./es/welcome.ts";
import { workspaces } from "./es/workspaces.ts";

export const es: Translation<Messages> = {
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
