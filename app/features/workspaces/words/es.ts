import type { Translation } from "#app/i18n/translation.ts";
import type { workspaces as english, words as englishWords } from "./en.ts";

export const workspaces: Translation<typeof english> = {
  title: "Tus espacios",
  description: "Abre un espacio o crea otro.",
  create: "Crear un espacio",
  emptyTitle: "Aún no tienes espacios",
  empty: "Crea uno para tu equipo. Si te han invitado a un espacio, abre el enlace del correo de invitación.",
  notReady: "Aún no está listo",
  beingMade: "Preparándolo…",
};

export const words: Translation<typeof englishWords> = { workspaces, titles: { workspaces: "Tus espacios" } };
