import { audit } from "#app/features/audit/words/en.ts";
import { conflict } from "#app/features/conflict/words/en.ts";
import { dashboard } from "#app/features/dashboard/words/en.ts";
import { landing } from "#app/features/landing/words/en.ts";
import { members } from "#app/features/members/words/en.ts";
import { welcome } from "#app/features/onboarding/words/en.ts";
import { onboarding } from "#app/features/onboarding-wait/words/en.ts";
import { projects } from "#app/features/projects/words/en.ts";
import { roles } from "#app/features/roles/words/en.ts";
import { settings } from "#app/features/settings/words/en.ts";
import { tasks } from "#app/features/tasks/words/en.ts";
import { frame } from "#app/features/workspace/words/en.ts";
import { workspaces } from "#app/features/workspaces/words/en.ts";
import { common } from "./en/common.ts";
import { errors } from "./en/errors.ts";
import { titles } from "./en/titles.ts";
import { validation } from "./en/validation.ts";

/** Every word of the user interface, by feature. */
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
