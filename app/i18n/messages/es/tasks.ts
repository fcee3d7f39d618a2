import type { Translation } from "../../translation.ts";
import type { tasks as english } from "../en/tasks.ts";

export const tasks: Translation<typeof english> = {
  myTitle: "Mis tareas",
  myDescription: "Lo que está abierto y es tuyo, en todos los proyectos.",
  myEmptyTitle: "No hay nada pendiente para ti",
  myEmpty: "Las tareas que son tuyas aparecen aquí hasta que se terminan.",
  projects: "Todos los proyectos",
  edit: "Editar proyecto",
  add: "Añadir una tarea",
  title: "Título",
  dueOn: "Vence el",
  assignMe: "Mía",
  save: "Añadir",
  emptyTitle: "Todavía no hay tareas",
  empty: "Añade lo que hay que hacer. Basta una línea por tarea.",
  archived: "Este proyecto está archivado: sus tareas se pueden leer, pero no cambiar.",
  status: { todo: "Por hacer", doing: "En curso", done: "Terminado" },
  move: {
    todo: "Volver a poner «{title}» por hacer",
    doing: "Empezar «{title}»",
    done: "Marcar «{title}» como terminada",
  },
  short: { todo: "Reabrir", doing: "Empezar", done: "Terminada" },
};
