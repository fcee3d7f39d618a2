import type { Translation } from "#app/i18n/translation.ts";
import type { labels as english, words as englishWords } from "./en.ts";

export const labels: Translation<typeof english> = {
  title: "Etiquetas",
  description: "Agrupa tareas y proyectos de todo el espacio.",
  use: "{tasks, plural, one {# tarea} other {# tareas}}, {projects, plural, one {# proyecto} other {# proyectos}}",
  edit: "Editar {name}",
  emptyTitle: "Todavía no hay etiquetas",
  emptyWrite: "Crea una etiqueta y añádela a tareas y proyectos.",
  emptyRead: "Aquí verás las etiquetas que creen los miembros.",
  form: { legend: "Nueva etiqueta", name: "Nombre", create: "Crear etiqueta" },
  editTitle: "Editar etiqueta",
  deletion: {
    open: "Eliminar etiqueta",
    question: "¿Eliminar «{name}»?",
    text: "Se quitará de {tasks, plural, one {# tarea} other {# tareas}} y {projects, plural, one {# proyecto} other {# proyectos}}. Las tareas y los proyectos no se eliminarán.",
  },
  choice: {
    open: "Editar etiquetas",
    add: "Añadir etiquetas",
    save: "Guardar etiquetas",
    manage: "Gestionar etiquetas",
  },
  filter: "Etiqueta",
  anyLabel: "Cualquier etiqueta",
};

export const words: Translation<typeof englishWords> = {
  labels,
  titles: { labels: "Etiquetas", editLabel: "Editar etiqueta" },
  validation: {
    labelTaken: "Ya hay una etiqueta con este nombre. Elige otro.",
    tooManyLabels: "Este espacio ya tiene 100 etiquetas, el máximo. Elimina alguna antes de crear otra.",
  },
  frame: { nav: { labels: "Etiquetas" } },
  roles: { may: { "labels:manage": "Crear, editar y eliminar etiquetas" } },
  audit: {
    kinds: { label: "Etiquetas" },
    actions: {
      label: {
        created: "creó la etiqueta <target></target>",
        updated: "editó la etiqueta <target></target>",
        deleted: "eliminó la etiqueta <target></target>",
      },
    },
  },
};
