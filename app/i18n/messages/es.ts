import { words as audit } from "#app/features/audit/words/es.ts";
import { conflict } from "#app/features/conflict/words/es.ts";
import { words as dashboard } from "#app/features/dashboard/words/es.ts";
import { words as labels } from "#app/features/labels/words/es.ts";
import { words as landing } from "#app/features/landing/words/es.ts";
import { words as members } from "#app/features/members/words/es.ts";
import { words as welcome } from "#app/features/onboarding/words/es.ts";
import { words as onboarding } from "#app/features/onboarding-wait/words/es.ts";
import { words as projects } from "#app/features/projects/words/es.ts";
import { words as roles } from "#app/features/roles/words/es.ts";
import { words as settings } from "#app/features/settings/words/es.ts";
import { words as tasks } from "#app/features/tasks/words/es.ts";
import { words as frame } from "#app/features/workspace/words/es.ts";
import { words as workspaces } from "#app/features/workspaces/words/es.ts";
import { mergeWords } from "#app/i18n/merge-words.ts";
import type { Translation } from "#app/i18n/translation.ts";
import type { Messages } from "./en.ts";
import { common } from "./es/common.ts";
import { errors } from "./es/errors.ts";
import { validation } from "./es/validation.ts";

export const es: Translation<Messages> = mergeWords([
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
