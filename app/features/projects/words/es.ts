import type { Translation } from "#app/i18n/translation.ts";
import type { projects as english, words as englishWords } from "./en.ts";

export const projects: Translation<typeof english> = {
  title: "Proyectos",
  create: "Nuevo proyecto",
  tabs: { label: "Qué proyectos", current: "Actuales", archived: "Archivados" },
  filters: {
    label: "Buscar y filtrar",
    search: "Buscar proyectos",
    status: "Estado",
    owner: "Responsable",
    mine: "Los míos",
    sort: "Orden",
    apply: "Mostrar",
    clear: "Quitar filtros",
  },
  sorts: { changed: "Últimos cambios", name: "Por nombre", newest: "Los más nuevos" },
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
    setStatus: "Fijar",
    rename: "Renombrar {name}",
    edit: "Editar {name}",
    archive: "Archivar {name}",
    restore: "Restaurar {name}",
    delete: "Eliminar {name}",
  },
  select: {
    one: "Seleccionar {name}",
    all: "Todos los de esta página",
    count: "{count, plural, one {# seleccionado} other {# seleccionados}}",
    clear: "Quitar selección",
    archive: "Archivar los seleccionados",
    restore: "Restaurar los seleccionados",
  },
  empty: {
    title: "Aún no hay proyectos",
    write: "Un proyecto reúne lo que va junto. Ponle un nombre; lo demás puede esperar.",
    read: "Aquí aparecen los proyectos que alguien crea en este espacio.",
    create: "Crea tu primer proyecto",
    foundTitle: "No se encontró nada",
    found: "Ningún proyecto coincide. Prueba con otras palabras o filtros.",
    archivedTitle: "No hay nada archivado",
    archived: "Un proyecto archivado sale de la lista y se guarda aquí.",
  },
  done: {
    archived: "{count, plural, one {«<name></name>» está archivado.} other {# proyectos archivados.}}",
    restored:
      "{count, plural, one {«<name></name>» vuelve a la lista.} other {# proyectos vuelven a la lista.}}",
    deleted: "«<name></name>» se ha eliminado.",
    left: "{count, plural, one {Uno es de otra persona y se queda.} other {# son de otras personas y se quedan.}}",
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
    text: "Este proyecto está archivado y no se puede cambiar.",
    all: "Proyectos archivados",
  },
  meanwhile: "<who></who> lo cambió mientras tanto a {theirs}. Tú elegiste {mine}.",
  deletion: {
    title: "¿Eliminar este proyecto?",
    text: "«<name></name>» se elimina definitivamente, para todo el espacio.",
    tasks:
      "{count, plural, =0 {No tiene tareas.} one {Su tarea se elimina con él.} other {Sus # tareas se eliminan con él.}}",
    log: "El registro de actividad guarda quién lo eliminó.",
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
      "projects:write": "Crear y cambiar proyectos y tareas",
      "projects:archive-others": "Archivar o eliminar proyectos de otras personas",
    },
  },
  audit: {
    kinds: { project: "Proyectos" },
    actions: {
      project: {
        created: "creó el proyecto <target></target>",
        updated: "cambió el proyecto <target></target>",
        archived: "archivó el proyecto <target></target>",
        restored: "restauró el proyecto <target></target>",
        deleted: "eliminó el proyecto <target></target>",
      },
    },
  },
};
