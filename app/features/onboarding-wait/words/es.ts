import type { Translation } from "#app/i18n/translation.ts";
import type { onboarding as english, words as englishWords } from "./en.ts";

export const onboarding: Translation<typeof english> = {
  createTitle: "Crea tu espacio",
  createText:
    "Elige un nombre y una dirección. Con la dirección «acme», tu equipo lo encontrará en <address></address>.",
  needsScripts:
    "Necesitas JavaScript para crear un espacio. Actívalo en este sitio y vuelve a cargar la página.",
  title: "Estamos preparando tu espacio",
  text: "Tarda unos segundos. Lo abriremos en cuanto esté listo.",
  created: "Creando el espacio",
  building: "Preparando su base de datos",
  opening: "Abriendo el espacio",
  slow: "Está tardando más de lo habitual. Deja esta página abierta o vuelve más tarde: terminaremos en segundo plano.",
  workspaces: "Tus espacios",
  state: { done: "completado", active: "en curso", waiting: "pendiente" },
};

export const words: Translation<typeof englishWords> = {
  onboarding,
  titles: { createWorkspace: "Crear un espacio", makingWorkspace: "Preparando tu espacio" },
};
