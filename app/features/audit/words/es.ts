import type { Translation } from "#app/i18n/translation.ts";
import type { audit as english, words as englishWords } from "./en.ts";

export const audit: Translation<typeof english> = {
  title: "Registro de actividad",
  description:
    "Todos los cambios de este espacio y quién los hizo. Las entradas no se pueden editar ni eliminar.",
  download: "Descargar CSV",
  filters: "Filtros",
  apply: "Aplicar",
  clear: "Quitar filtros",
  actor: "Persona",
  anybody: "Cualquier persona",
  kind: "Tipo",
  everything: "Todos los tipos",
  from: "Desde",
  to: "Hasta",
  emptyTitle: "No se han encontrado entradas",
  empty: "Ninguna entrada coincide con estos filtros. Prueba con menos filtros.",
  system: "Sistema",
  request: "ID de la solicitud",
  field: "Campo",
  before: "Antes",
  after: "Después",
  project: "Proyecto",
};

export const words: Translation<typeof englishWords> = {
  audit,
  titles: { audit: "Registro de actividad" },
  frame: { nav: { audit: "Registro de actividad" } },
  roles: { may: { "audit:read": "Ver y exportar el registro de actividad" } },
};
