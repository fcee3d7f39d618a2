import type { Translation } from "#app/i18n/translation.ts";
import type { projects as english, words as englishWords } from "./en.ts";

export const projects: Translation<typeof english> = {
  title: "Proyectos",
  create: "Nuevo proyecto",
  tabs: { label: "Listas de proyectos", current: "Actuales", archived: "Archivados" },
  filters: {
    label: "Buscar y filtrar",
    search: "Buscar proyectos",
    status: "Estado",
    anyStatus: "Cualquier estado",
    owner: "Responsable",
    anyOwner: "Cualquiera",
    mine: "Mis proyectos",
    sort: "Ordenar por",
    apply: "Aplicar",
    clear: "Quitar filtros",
  },
  sorts: { changed: "Últimos cambios", name: "Por nombre", newest: "Más recientes" },
  status: { active: "Activo", paused: "En pausa", done: "Terminado" },
  colors: {
    slate: "pizarra",
    red: "rojo",
    orange: "naranja",
    amber: "ámbar",
    green: "verde",
    teal: "verde azulado",
    blue: "azul",
    violet: "violeta",
  },
  row: {
    tasks: "{count, plural, =0 {Sin tareas} one {# tarea} other {# tareas}}",
    statusOf: "Estado de {name}",
    setStatus: "Guardar",
    rename: "Cambiar el nombre de {name}",
    edit: "Editar {name}",
    archive: "Archivar {name}",
    restore: "Restaurar {name}",
    delete: "Eliminar {name}",
  },
  select: {
    one: "Seleccionar {name}",
    all: "Seleccionar todos los de esta página",
    count: "{count, plural, one {# seleccionado} other {# seleccionados}}",
    clear: "Anular selección",
    archive: "Archivar selección",
    restore: "Restaurar selección",
  },
  empty: {
    title: "Aún no hay proyectos",
    write: "Un proyecto agrupa tareas relacionadas. Solo necesita un nombre.",
    read: "Aquí verás los proyectos que se creen en este espacio.",
    create: "Crear tu primer proyecto",
    foundTitle: "No hay proyectos que coincidan",
    found: "Prueba con otra búsqueda o con menos filtros.",
    archivedTitle: "No hay proyectos archivados",
    archived: "Los proyectos que archives dejarán la lista principal y aparecerán aquí.",
  },
  done: {
    archived: "{count, plural, one {Se ha archivado «<name></name>».} other {Se han archivado # proyectos.}}",
    restored:
      "{count, plural, one {Se ha restaurado «<name></name>».} other {Se han restaurado # proyectos.}}",
    deleted: "Se ha eliminado «<name></name>».",
    left: "{count, plural, one {# proyecto no ha cambiado porque es de otra persona.} other {# proyectos no han cambiado porque son de otras personas.}}",
  },
  form: {
    name: "Nombre",
    description: "Descripción",
    hint: "Hasta 2000 caracteres.",
    color: "Color",
    status: "Estado",
    owner: "Responsable",
    create: "Crear proyecto",
    edit: "Editar proyecto",
  },
  archived: {
    title: "Proyecto archivado",
    text: "Este proyecto está archivado y no se puede editar.",
    all: "Proyectos archivados",
  },
  meanwhile: "<who></who> lo ha cambiado a {theirs} mientras tanto. Tú has elegido {mine}.",
  deletion: {
    title: "¿Eliminar este proyecto?",
    text: "«<name></name>» se eliminará definitivamente para todos los miembros del espacio.",
    tasks:
      "{count, plural, =0 {No tiene tareas.} one {También se eliminará su tarea.} other {También se eliminarán sus # tareas.}}",
    log: "El registro de actividad indicará quién lo eliminó.",
    submit: "Eliminar definitivamente",
  },
};

export const words: Translation<typeof englishWords> = {
  projects,
  titles: {
    projects: "Proyectos",
    newProject: "Nuevo proyecto",
    editProject: "Editar proyecto",
    deleteProject: "Eliminar proyecto",
  },
  frame: { nav: { projects: "Proyectos" } },
  roles: {
    may: {
      "projects:read": "Ver proyectos y tareas",
      "projects:write": "Crear y editar proyectos y tareas",
      "projects:archive-others": "Archivar o eliminar proyectos de otras personas",
    },
  },
  audit: {
    kinds: { project: "Proyectos" },
    actions: {
      project: {
        created: "creó el proyecto <target></target>",
        updated: "editó el proyecto <target></target>",
        archived: "archivó el proyecto <target></target>",
        restored: "restauró el proyecto <target></target>",
        deleted: "eliminó el proyecto <target></target>",
      },
    },
  },
};
