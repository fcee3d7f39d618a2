import type { Translation } from "#app/i18n/translation.ts";
import type { workspaces as english, words as englishWords } from "./en.ts";

export const workspaces: Translation<typeof english> = {
  title: "Tus espacios",
  description: "Abre uno o crea otro.",
  create: "Crear un espacio",
  emptyTitle: "Todavía no hay ningún espacio",
  empty: "Crea uno para tu equipo. Si te invitaron a uno, abre el enlace del correo de invitación.",
  notReady: "Aún no está listo",
  beingMade: "Se está creando",
};

export const words: Translation<typeof englishWords> = { workspaces, titles: { workspaces: "Tus espacios" } };
