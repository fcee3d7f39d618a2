import type { Translation } from "#app/i18n/translation.ts";
import type { frame as english, words as englishWords } from "./en.ts";

export const frame: Translation<typeof english> = {
  workspace: "Espacio",
  menu: "Menú",
  account: "Cuenta de",
  switcher: {
    label: "Cambiar de espacio:",
    loading: "Buscando tus espacios…",
    failed: "No se pudieron cargar.",
    all: "Todos los espacios",
    create: "Crear un espacio",
  },
  profile: "Tu perfil",
  shortcuts: "Atajos de teclado",
  signOut: "Cerrar sesión",
  offline: "No tienes conexión. No se ha perdido nada: continúa cuando vuelva.",
  unanswered:
    "No llegó respuesta: puede que no se haya guardado. No se ha perdido nada de lo que escribiste.",
  sendAgain: "Enviar de nuevo",
  loading: "Cargando",
  help: {
    title: "Atajos de teclado",
    next: "después",
    close: "Cerrar",
    dashboard: "Ir al panel",
    projects: "Ir a los proyectos",
    tasks: "Ir a mis tareas",
    members: "Ir a los miembros",
    create: "Nuevo proyecto",
    task: "Nueva tarea, en un proyecto",
    view: "Lista o tablero, en un proyecto",
    search: "Buscar en esta página",
    help: "Mostrar esta lista",
    use: "Usar atajos de teclado",
  },
  you: {
    title: "Tu perfil",
    description: "Tu nombre, direcciones, contraseña y dispositivos, en todos los espacios.",
    display: "Pantalla",
    displayText: "Para este navegador, en todos los espacios.",
    sessions: "Sesiones",
    everywhere: "Cerrar sesión en todas partes",
    everywhereText: "Termina tus sesiones en todos los dispositivos, también en este.",
    everywhereQuestion: "¿Cerrar sesión en todos los dispositivos?",
    everywhereConfirm: "Tendrás que iniciar sesión de nuevo en cada uno.",
  },
};

export const words: Translation<typeof englishWords> = { frame, titles: { profile: "Tu perfil" } };
