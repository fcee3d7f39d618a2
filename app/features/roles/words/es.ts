import type { Translation } from "#app/i18n/translation.ts";
import type { roles as english, words as englishWords } from "./en.ts";

export const roles: Translation<typeof english> = {
  title: "Roles",
  description: "Qué puede hacer cada rol en este espacio. Puedes cambiar los roles en la página de miembros.",
  permission: "Permiso",
  you: "Tu rol",
  yes: "Sí",
  no: "No",
  link: "Acerca de los roles",
};

export const words: Translation<typeof englishWords> = { roles, titles: { roles: "Roles" } };
