import type { Translation } from "../../translation.ts";
import type { audit as english } from "../en/audit.ts";

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
  emptyTitle: "No se encontraron entradas",
  empty: "Ninguna entrada coincide con estos filtros. Prueba con menos filtros.",
  system: "Sistema",
  request: "ID de la solicitud",
  field: "Campo",
  before: "Antes",
  after: "Después",
  project: "Proyecto",
  kinds: {
    project: "Proyectos",
    task: "Tareas",
    member: "Miembros",
    invitation: "Invitaciones",
    settings: "Ajustes",
    workspace: "Espacio",
  },
  actions: {
    project: {
      created: "creó el proyecto <target></target>",
      updated: "editó el proyecto <target></target>",
      archived: "archivó el proyecto <target></target>",
      restored: "restauró el proyecto <target></target>",
      deleted: "eliminó el proyecto <target></target>",
    },
    task: {
      created: "añadió la tarea <target></target>",
      updated: "editó la tarea <target></target>",
      deleted: "eliminó la tarea <target></target>",
      restored: "restauró la tarea <target></target>",
    },
    member: {
      joined: "añadió a <target></target>",
      left: "dio de baja a <target></target>",
      "role-changed": "cambió el rol de <target></target>",
      invited: "invitó a <target></target>",
    },
    invitation: { revoked: "revocó la invitación a <target></target>" },
    settings: { updated: "cambió los ajustes de <target></target>" },
    logo: {
      updated: "cambió el logotipo de <target></target>",
      removed: "quitó el logotipo de <target></target>",
    },
    workspace: {
      renamed: "cambió el nombre del espacio <target></target>",
      deleted: "eliminó el espacio <target></target>",
      restored: "restauró el espacio <target></target>",
    },
  },
};
