import type { Translation } from "#app/i18n/translation.ts";
import type { roles as english, words as englishWords } from "./en.ts";

export const roles: Translation<typeof english> = {
  title: "Roles",
  description: "Quién puede hacer qué en este espacio. Los roles se dan en la página de miembros.",
  permission: "Permiso",
  you: "Tu rol",
  yes: "Sí",
  no: "No",
  link: "Qué significan los roles",
};

export const words: Translation<typeof englishWords> = { roles, titles: { roles: "Roles" } };
