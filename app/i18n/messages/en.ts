import { words as audit } from "#app/features/audit/words/en.ts";
import { conflict } from "#app/features/conflict/words/en.ts";
import { words as dashboard } from "#app/features/dashboard/words/en.ts";
import { words as labels } from "#app/features/labels/words/en.ts";
import { words as landing } from "#app/features/landing/words/en.ts";
import { words as members } from "#app/features/members/words/en.ts";
import { words as welcome } from "#app/features/onboarding/words/en.ts";
import { words as onboarding } from "#app/features/onboarding-wait/words/en.ts";
import { words as projects } from "#app/features/projects/words/en.ts";
import { words as roles } from "#app/features/roles/words/en.ts";
import { words as settings } from "#app/features/settings/words/en.ts";
import { words as tasks } from "#app/features/tasks/words/en.ts";
import { words as frame } from "#app/features/workspace/words/en.ts";
import { words as workspaces } from "#app/features/workspaces/words/en.ts";
import { mergeWords } from "#app/i18n/merge-words.ts";
import { common } from "./en/common.ts";
import { errors } from "./en/errors.ts";
import { validation } from "./en/validation.ts";

/** Every word of the user interface: those that all pages share, and each feature's. */
export const en = mergeWords([
  { common, validation, errors, conflict },
  frame,
  landing,
  workspaces,
  onboarding,
  welcome,
  dashboard,
  projects,
  tasks,
  labels,
  members,
  roles,
  settings,
  audit,
]);

export type Messages = typeof en;
