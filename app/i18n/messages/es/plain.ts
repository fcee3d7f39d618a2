import type { Translation } from "../../translation.ts";
import type { plain as english } from "../en/plain.ts";

export const plain: Translation<typeof english> = {
  400: {
    title: "No es una dirección",
    message: "Esta dirección no se puede leer. Comprueba cómo está escrita.",
  },
  401: {
    title: "Tu sesión se ha renovado",
    message:
      "El formulario llegó con la sesión caducada, así que no se ha cambiado nada. Todo lo que escribiste sigue aquí.",
  },
  403: {
    title: "Rechazado",
    message: "Este formulario se envió desde otra dirección. Abre la propia página e inténtalo de nuevo.",
  },
  404: {
    title: "Página no encontrada",
    message: "No hay nada en esta dirección, o no te corresponde verlo.",
  },
  405: { title: "Método no permitido", message: "Esta dirección admite GET y POST." },
  413: { title: "Demasiado grande", message: "Se envió más de 1 MiB. Envía menos." },
  421: { title: "No es nuestra dirección", message: "Este servidor no atiende la dirección que pediste." },
  500: {
    title: "Algo salió mal",
    message: "Es culpa nuestra y ha quedado registrado. Inténtalo de nuevo en un momento.",
  },
  start: "Ir a la página de inicio",
  request: "Solicitud",
  unsent: {
    again: "Enviar otra vez",
    stuck: "¿Vuelve a salir esta página?",
    open: "Abre la página en otra pestaña y envía otra vez desde aquí.",
    file: "Los archivos no se pueden conservar. Vuelve atrás y elígelo de nuevo.",
    back: "Volver a la página",
  },
};
