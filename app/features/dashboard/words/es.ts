import type { Translation } from "#app/i18n/translation.ts";
import type { dashboard as english, words as englishWords } from "./en.ts";

export const dashboard: Translation<typeof english> = {
  greeting: "Hola, {name}",
  notIntroduced: "Todavía no te has presentado.",
  finish: "Terminar la configuración",
  empty: {
    title: "Aquí todavía no hay nada",
    write: "Empieza con un proyecto. Aquí verás qué vence, qué ha cambiado y cómo avanza todo.",
    read: "Cuando alguien empiece un proyecto, aquí verás qué vence y qué ha cambiado.",
    create: "Crear tu primer proyecto",
    invite: "Invitar a personas",
  },
  due: {
    title: "Lo que te vence",
    all: "Mis tareas",
    nothing: "Nada vence en una semana.",
    overdue: "Vencidas",
    today: "Hoy",
    week: "Próximos seis días",
    more: "{count} más",
  },
  activity: {
    title: "Tareas completadas por día",
    total: "{count, plural, one {# en dos semanas} other {# en dos semanas}}",
    summary:
      "En dos semanas se {count, plural, one {completó # tarea} other {completaron # tareas}}; el día con más fue el {day}: {most, number}.",
    nothing: "En dos semanas no se ha completado ninguna tarea.",
    onDay: "{day}: {count, plural, one {# tarea} other {# tareas}}",
    asTable: "Como tabla",
    day: "Día",
    completed: "Completadas",
  },
  progress: {
    title: "Avance",
    nothing: "No hay ningún proyecto en marcha.",
    empty: "Aún sin tareas",
    done: "{done, number} de {total, number} hechas",
    doing: "{count, number} en curso",
  },
  here: {
    title: "Quién está aquí",
    all: "Miembros",
    nobody: "Hoy no ha venido nadie más.",
    now: "Aquí ahora",
    more: "y {count, plural, one {# persona más} other {# personas más}} hoy",
  },
  happenings: {
    title: "Qué ha cambiado",
    nothing: "Todavía no ha cambiado nada.",
    project: {
      created: "Se creó <link>{name}</link>",
      changed: "Se cambió <link>{name}</link>",
      completed: "<link>{name}</link> está terminado",
      archived: "Se archivó <link>{name}</link>",
    },
    task: {
      created: "Se añadió <plain>{name}</plain> a <link>{project}</link>",
      changed: "Se cambió <plain>{name}</plain> en <link>{project}</link>",
      completed: "Se completó <plain>{name}</plain> en <link>{project}</link>",
    },
  },
};

export const words: Translation<typeof englishWords> = {
  dashboard,
  titles: { dashboard: "Panel" },
  frame: { nav: { dashboard: "Panel" } },
};
