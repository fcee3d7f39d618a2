import type { Translation } from "../../translation.ts";
import type { settings as english } from "../en/settings.ts";

export const settings: Translation<typeof english> = {
  title: "Ajustes",
  description: "Cómo se llama este espacio, qué aspecto tiene y qué idioma habla, para todos.",
  saved: "Guardado.",
  general: {
    title: "Generales",
    name: "Nombre",
    pending: "«{name}» está en camino: todos lo verán en un momento.",
    locale: "Idioma",
    localeHint: "Para quienes no han elegido ninguno.",
    anyLocale: "El de cada navegador",
    timeZone: "Zona horaria",
    timeZoneHint: "En la que empiezan los días y se muestran las fechas.",
  },
  accent: {
    legend: "Color de acento",
    custom: "Otro color",
    customColor: "Elegir un color",
    button: "Botón",
    link: "Un enlace",
    darkened: "Demasiado claro para leerse en páginas claras: allí lo sustituye un tono más oscuro.",
    lightened: "Demasiado oscuro para leerse en páginas oscuras: allí lo sustituye un tono más claro.",
    names: {
      own: "Verde bosque",
      blue: "Azul",
      violet: "Violeta",
      pink: "Rosa",
      red: "Rojo",
      orange: "Naranja",
      teal: "Verde azulado",
      slate: "Pizarra",
    },
  },
  logo: {
    title: "Logotipo",
    choose: "Imagen",
    hint: "PNG, JPEG, WebP o GIF, hasta 1 MB. Se reduce a 256 píxeles y se quita lo que la cámara escribió en ella.",
    upload: "Subir",
    remove: "Quitar",
    refusals: {
      missing: "Elige primero una imagen.",
      tooLarge: "Este archivo pesa más de 1 MB. Elige uno más pequeño.",
      notAPicture: "Este archivo no es PNG, JPEG, WebP ni GIF, o está dañado. Elige otro.",
      tooManyPixels: "Esta imagen tiene más de 40 millones de píxeles. Elige una más pequeña.",
      expired: "Se renovó tu sesión. No se cambió nada: hazlo otra vez.",
    },
  },
  owner: {
    address: "Dirección",
    changeAddress: "Cambiar la dirección",
    delete: "Eliminar este espacio",
    deleteText: "Para todos los que están en él. Se puede restaurar durante 30 días.",
    deleteWorkspace: "Eliminar…",
  },
};
