import type { Translation } from "../../translation.ts";
import type { errors as english } from "../en/errors.ts";

export const errors: Translation<typeof english> = {
  "not-found": {
    title: "Página no encontrada",
    message: "Esta página no existe o no tienes acceso a ella.",
  },
  "malformed-form": {
    title: "No hemos podido leer este formulario",
    message: "No se ha cambiado nada. Vuelve a cargar la página e inténtalo de nuevo.",
  },
  stale: {
    title: "Otra persona ha cambiado esto mientras tanto",
    message:
      "Tus cambios no se han guardado. Vuelve a cargar la página para ver qué ha cambiado e inténtalo de nuevo.",
  },
  "unknown-assignee": {
    title: "Esta persona ya no es miembro",
    message: "No se ha cambiado nada. Vuelve a cargar la página y asigna la tarea a otra persona.",
  },
  forbidden: {
    title: "No tienes permiso para hacer esto",
    message:
      "Pide a un propietario o a un administrador de este espacio que lo haga por ti o que cambie tu rol.",
  },
  "tenant-suspended": {
    title: "Este espacio está suspendido",
    message:
      "Tus datos están a salvo. Contacta con el propietario del espacio o con soporte para reactivarlo.",
  },
  "tenant-deleting": {
    title: "Este espacio se está eliminando",
    message: "Un propietario puede restaurarlo durante los 30 días siguientes a su eliminación.",
  },
  "tenant-behind": {
    title: "Estamos actualizando este espacio",
    message: "Tus datos están a salvo. Inténtalo de nuevo dentro de unos minutos.",
  },
  "result-too-large": {
    title: "Es demasiado para una sola página",
    message: "Elige menos elementos, por ejemplo con un filtro, e inténtalo de nuevo.",
  },
  overloaded: {
    title: "Tenemos mucha demanda en este momento",
    message: "No se ha cambiado nada. Inténtalo de nuevo dentro de un momento.",
  },
  "outcome-unknown": {
    title: "No sabemos si se ha guardado",
    message:
      "La conexión se cortó en el último momento. Comprueba si tu cambio está antes de intentarlo de nuevo.",
  },
  unavailable: {
    title: "Un servicio que usamos no responde",
    message: "No se ha cambiado nada. Inténtalo de nuevo dentro de un momento.",
  },
  unexpected: {
    title: "Algo ha salido mal",
    message: "Ha sido un error nuestro y ya lo hemos registrado. Inténtalo de nuevo dentro de un momento.",
  },
  way: {
    request: "ID de la solicitud",
    again: "Reintentar",
    start: "Ir a la página de inicio",
    restore: "Restaurar el espacio…",
    workspaces: "Tus espacios",
  },
};
