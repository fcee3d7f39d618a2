import type { Translation } from "../../translation.ts";
import type { errors as english } from "../en/errors.ts";

export const errors: Translation<typeof english> = {
  "not-found": {
    title: "Página no encontrada",
    message: "No hay nada en esta dirección, o no te corresponde verlo.",
  },
  "malformed-form": {
    title: "No se pudo leer el formulario",
    message: "No se ha cambiado nada. Abre la página de nuevo y envía su formulario tal como está.",
  },
  stale: {
    title: "Esto cambió mientras tanto",
    message: "No se guardó nada tuyo. Abre la página de nuevo, mira qué cambió y repite lo que hiciste.",
  },
  "unknown-assignee": {
    title: "Esta persona ya no está en el espacio de trabajo",
    message: "No se ha cambiado nada. Abre la página de nuevo y asigna la tarea a otra persona.",
  },
  forbidden: {
    title: "Tu rol no lo permite",
    message: "Pide a un propietario o administrador del espacio que lo haga, o que cambie tu rol.",
  },
  "tenant-suspended": {
    title: "Este espacio está suspendido",
    message: "No se ha perdido nada. Pregunta al propietario o a nuestro soporte cómo recuperarlo.",
  },
  "tenant-deleting": {
    title: "Este espacio se está eliminando",
    message: "Se marcó para su eliminación. Durante 30 días un propietario puede restaurarlo.",
  },
  overloaded: {
    title: "Hay mucha actividad ahora mismo",
    message: "No se ha cambiado nada. Inténtalo de nuevo en un momento.",
  },
  unavailable: {
    title: "Un servicio que necesitamos no respondió",
    message: "No se ha cambiado nada. Inténtalo de nuevo en un momento.",
  },
  unexpected: {
    title: "Algo salió mal",
    message: "Es culpa nuestra y ha quedado registrado. Inténtalo de nuevo en un momento.",
  },
  way: {
    request: "Solicitud",
    again: "Intentar de nuevo",
    start: "Ir a la página de inicio",
    restore: "Restaurarlo…",
    workspaces: "Tus espacios",
  },
};
