import { audit } from "#app/features/audit/words/es.ts";
import { conflict } from "#app/features/conflict/words/es.ts";
import { dashboard } from "#app/features/dashboard/words/es.ts";
import { landing } from "#app/features/landing/words/es.ts";
import { members } from "#app/features/members/words/es.ts";
import { welcome } from "#app/features/onboarding/words/es.ts";
import { onboarding } from "#app/features/onboarding-wait/words/es.ts";
import { projects } from "#app/features/projects/words/es.ts";
import { roles } from "#app/features/roles/words/es.ts";
import { settings } from "#app/features/settings/words/es.ts";
import { tasks } from "#app/features/tasks/words/es.ts";
import { frame } from "#app/features/workspace/words/es.ts";
import { workspaces } from "#app/features/workspaces/words/es.ts";
import type { Translation } from "../translation.ts";
import type { Messages } from "./en.ts";
import { common } from "./es/common.ts";
import { errors } from "./es/errors.ts";
import { titles } from "./es/titles.ts";
import { validation } from "./es/validation.ts";

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
