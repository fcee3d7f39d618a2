import type { Translation } from "#app/i18n/translation.ts";
import type { audit as english, words as englishWords } from "./en.ts";

export const audit: Translation<typeof english> = {
  title: "Registro de actividad",
  description: "Quién hizo qué en este espacio. No se puede cambiar.",
  download: "Descargar CSV",
  filters: "Filtros",
  apply: "Mostrar",
  clear: "Quitar",
  actor: "Persona",
  anybody: "Cualquiera",
  kind: "Sobre",
  everything: "Todo",
  from: "Desde",
  to: "Hasta",
  emptyTitle: "No se encontró nada",
  empty: "No hay nada registrado que coincida. Prueba con otros filtros.",
  system: "Clerk o un operador",
  request: "Solicitud",
  field: "Campo",
  before: "Antes",
  after: "Después",
  project: "Proyecto",
};

export const words: Translation<typeof englishWords> = {
  audit,
  titles: { audit: "Registro de actividad" },
  frame: { nav: { audit: "Registro de actividad" } },
  roles: { may: { "audit:read": "Leer y exportar el registro de actividad" } },
};
