import type { Translation } from "../../translation.ts";
import type { plain as english } from "../en/plain.ts";

export const plain: Translation<typeof english> = {
  400: {
    title: "Enlace no válido",
    message: "No podemos leer esta URL. Comprueba que esté bien escrita.",
  },
  401: {
    title: "Tu sesión había caducado",
    message: "La hemos renovado. Todavía no se ha guardado nada.",
  },
  403: {
    title: "Solicitud rechazada",
    message: "Este formulario se envió desde otro sitio. Abre la página aquí e inténtalo de nuevo.",
  },
  404: {
    title: "Página no encontrada",
    message: "Esta página no existe o no tienes acceso a ella.",
  },
  405: { title: "Método no permitido", message: "Esta URL solo admite solicitudes GET y POST." },
  413: {
    title: "Demasiado grande",
    message: "Has enviado más de 1 MiB. Reduce el contenido e inténtalo de nuevo.",
  },
  421: { title: "Sitio desconocido", message: "Este servidor no aloja el sitio que has pedido." },
  500: {
    title: "Algo ha salido mal",
    message: "Ha sido un error nuestro y ya lo hemos registrado. Inténtalo de nuevo dentro de un momento.",
  },
  away: {
    title: "Ahora no podemos renovar tu sesión",
    message:
      "El servicio de inicio de sesión no responde. No se ha perdido nada: inténtalo de nuevo dentro de un momento y volverás a donde estabas.",
  },
  clock: {
    title: "El reloj de este servidor no está en hora",
    message:
      "No coincide con el del servicio de inicio de sesión, así que no podemos renovar tu sesión. Ya lo hemos registrado. Inténtalo de nuevo dentro de unos minutos.",
  },
  again: "Intentarlo de nuevo",
  start: "Ir a la página de inicio",
  request: "ID de la solicitud",
  unsent: {
    kept: "Todo lo que has escrito sigue aquí.",
    again: "Enviar de nuevo",
    stuck: "¿Sigues viendo esta página?",
    open: "Abre la página en otra pestaña y, después, vuelve aquí y envíalo de nuevo.",
    file: "No hemos podido conservar tu archivo. Vuelve atrás y selecciónalo de nuevo.",
    back: "Volver a la página",
  },
};
