import type { Translation } from "#app/i18n/translation.ts";
import type { dashboard as english, words as englishWords } from "./en.ts";

export const dashboard: Translation<typeof english> = {
  greeting: "Hola, {name}",
  notIntroduced: "Tu perfil está incompleto.",
  finish: "Completar el perfil",
  empty: {
    title: "Aún no hay proyectos",
    write: "Empieza con un proyecto. Aquí verás los vencimientos, la actividad reciente y el progreso.",
    read: "Cuando alguien cree un proyecto, aquí verás los vencimientos y la actividad reciente.",
    create: "Crear tu primer proyecto",
    invite: "Invitar a tu equipo",
  },
  due: {
    title: "Tus vencimientos",
    all: "Mis tareas",
    nothing: "No vence nada en los próximos siete días.",
    overdue: "Atrasadas",
    today: "Hoy",
    week: "Próximos 6 días",
    more: "{count} más",
  },
  activity: {
    title: "Tareas terminadas por día",
    total: "{count, number} en los últimos 14 días",
    summary:
      "{count, plural, one {# tarea terminada} other {# tareas terminadas}} en los últimos 14 días. El día con más actividad fue el {day}: {most, number}.",
    nothing: "No se ha terminado ninguna tarea en los últimos 14 días.",
    onDay: "{day}: {count, plural, one {# tarea} other {# tareas}}",
    asTable: "Ver como tabla",
    day: "Día",
    completed: "Terminadas",
  },
  progress: {
    title: "Progreso",
    nothing: "No hay proyectos activos.",
    empty: "Aún no hay tareas",
    done: "{done, number} de {total, plural, one {# terminada} other {# terminadas}}",
    doing: "{count, number} en curso",
  },
  online: {
    title: "Quién está en línea",
    all: "Miembros",
    nobody: "Nadie más se ha conectado hoy.",
    now: "En línea",
    more: "y {count, plural, one {# persona más} other {# personas más}} hoy",
  },
  recentChanges: {
    title: "Actividad reciente",
    nothing: "Todavía no hay actividad.",
    project: {
      created: "Proyecto creado: <link>{name}</link>",
      changed: "Proyecto actualizado: <link>{name}</link>",
      completed: "Proyecto terminado: <link>{name}</link>",
      archived: "Proyecto archivado: <link>{name}</link>",
    },
    task: {
      created: "Tarea añadida: <plain>{name}</plain>, en <link>{project}</link>",
      changed: "Tarea actualizada: <plain>{name}</plain>, en <link>{project}</link>",
      completed: "Tarea terminada: <plain>{name}</plain>, en <link>{project}</link>",
    },
  },
};

export const words: Translation<typeof englishWords> = {
  dashboard,
  titles: { dashboard: "Panel" },
  frame: { nav: { dashboard: "Panel" } },
};
