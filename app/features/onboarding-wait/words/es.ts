import type { Translation } from "#app/i18n/translation.ts";
import type { onboarding as english, words as englishWords } from "./en.ts";

export const onboarding: Translation<typeof english> = {
  createTitle: "Crea tu espacio",
  createText:
    "Ponle un nombre y una dirección. Con la dirección «acme» tu equipo lo encuentra en <address></address>.",
  needsScripts:
    "Para crear un espacio hace falta JavaScript. Permítelo en esta dirección y vuelve a cargar la página.",
  title: "Se está creando tu espacio",
  text: "Tarda unos segundos. Te llevaremos allí.",
  created: "Creando tu organización",
  building: "Preparando sitio para sus datos",
  opening: "Abriéndolo para ti",
  slow: "Tarda más de lo habitual. No se ha perdido nada: deja esta página abierta o vuelve más tarde. Sigue adelante sin ti.",
  workspaces: "Tus espacios",
  state: { done: "hecho", active: "en curso", waiting: "pendiente" },
};

export const words: Translation<typeof englishWords> = {
  onboarding,
  titles: { createWorkspace: "Crear un espacio", makingWorkspace: "Creando tu espacio" },
};
