import type { Translation } from "#app/i18n/translation.ts";
import type { frame as english, words as englishWords } from "./en.ts";

export const frame: Translation<typeof english> = {
  workspace: "Espacio",
  menu: "Menú",
  account: "Cuenta:",
  switcher: {
    label: "Cambiar de espacio:",
    loading: "Cargando tus espacios…",
    failed: "No hemos podido cargar tus espacios.",
    all: "Todos los espacios",
    create: "Crear un espacio",
  },
  profile: "Tu perfil",
  shortcuts: "Atajos de teclado",
  signOut: "Cerrar sesión",
  offline: "No tienes conexión. No se ha perdido nada: continúa cuando la recuperes.",
  unanswered:
    "El servidor no ha respondido y puede que esto no se haya guardado. Lo que has escrito sigue aquí.",
  sendAgain: "Reintentar",
  loading: "Cargando…",
  help: {
    title: "Atajos de teclado",
    next: "y luego",
    close: "Cerrar",
    dashboard: "Ir al panel",
    projects: "Ir a los proyectos",
    tasks: "Ir a mis tareas",
    members: "Ir a los miembros",
    create: "Nuevo proyecto",
    task: "Nueva tarea (en un proyecto)",
    view: "Cambiar entre lista y tablero (en un proyecto)",
    search: "Buscar en esta página",
    help: "Mostrar los atajos de teclado",
    use: "Usar atajos de teclado",
  },
  you: {
    title: "Tu perfil",
    description:
      "Tu nombre, tus correos, tu contraseña y tus dispositivos. Son los mismos en todos tus espacios.",
    display: "Apariencia e idioma",
    displayText: "Solo en este navegador, para todos tus espacios.",
    sessions: "Sesiones",
    everywhere: "Cerrar todas las sesiones",
    everywhereText: "Cierra tu sesión en todos tus dispositivos, incluido este.",
    everywhereQuestion: "¿Cerrar todas las sesiones?",
    everywhereConfirm: "Tendrás que volver a iniciar sesión en cada dispositivo.",
  },
};

export const words: Translation<typeof englishWords> = { frame, titles: { profile: "Tu perfil" } };
