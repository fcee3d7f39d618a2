import type { Translation } from "#app/i18n/translation.ts";
import type { settings as english, words as englishWords } from "./en.ts";

export const settings: Translation<typeof english> = {
  title: "Ajustes",
  description: "Nombre, apariencia, idioma y zona horaria para todos los miembros de este espacio.",
  saved: "Cambios guardados.",
  general: {
    title: "General",
    name: "Nombre",
    pending: "Cambiando el nombre a «{name}». Todos lo verán dentro de un momento.",
    locale: "Idioma",
    localeHint: "Para los miembros que no hayan elegido un idioma.",
    anyLocale: "El del navegador",
    timeZone: "Zona horaria",
    timeZoneHint: "Se usa para las fechas, las horas y los vencimientos.",
    theirs: "Su versión: {value}",
  },
  accent: {
    legend: "Color de acento",
    custom: "Color personalizado",
    customColor: "Elige un color",
    button: "Botón",
    link: "Enlace",
    darkened: "Apenas se lee sobre fondos claros, así que ahí usamos un tono más oscuro.",
    lightened: "Apenas se lee sobre fondos oscuros, así que ahí usamos un tono más claro.",
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
    hint: "PNG, JPEG, WebP o GIF, de hasta 1 MB. Se redimensiona a 256 px y se eliminan los metadatos.",
    upload: "Subir",
    remove: "Quitar",
    refusals: {
      missing: "Elige primero una imagen.",
      tooLarge: "Este archivo pesa más de 1 MB. Elige uno más pequeño.",
      notAPicture: "Este archivo no es una imagen PNG, JPEG, WebP o GIF, o está dañado. Elige otro.",
      tooManyPixels: "Esta imagen tiene más de 40 millones de píxeles. Elige una más pequeña.",
    },
  },
  owner: {
    address: "Dirección",
    changeAddress: "Cambiar la dirección",
    delete: "Eliminar el espacio",
    deleteText: "Cierra el espacio para todos. Un propietario puede restaurarlo durante 30 días.",
    deleteWorkspace: "Eliminar…",
  },
  address: {
    title: "Cambiar la dirección del espacio",
    description: "La dirección de este espacio es <b>{host}</b>.",
    stops:
      "La dirección antigua dejará de funcionar de inmediato, y con ella los enlaces y marcadores que la usen.",
    rests: "La dirección antigua queda reservada durante 90 días. Después, cualquiera podrá usarla.",
    keeps: "Lo demás no cambia: los miembros, los proyectos y las sesiones siguen igual.",
    wanted: "Nueva dirección",
    hint: "Usa minúsculas (a–z), cifras y guiones. La dirección terminará en {domain}.",
    confirmation: "Escribe la dirección actual, <b>{slug}</b>, para confirmar",
    submit: "Cambiar la dirección",
  },
  deletion: {
    title: "Eliminar el espacio",
    description: "Se eliminará «{workspace}» y todo lo que contiene.",
    closes: "Todos los miembros perderán el acceso de inmediato.",
    grace: "Un propietario puede restaurarlo durante 30 días. Después se eliminará definitivamente.",
    keeps: "Hasta entonces conservaremos todos los datos, pero nadie podrá verlos.",
    confirmation: "Escribe la dirección del espacio, <b>{slug}</b>, para confirmar",
    submit: "Eliminar el espacio",
  },
  restoring: {
    title: "¿Restaurar este espacio?",
    text: "Todas las personas que eran miembros de «{workspace}» recuperarán el acceso, y todo estará como lo dejaron.",
    submit: "Restaurar el espacio",
  },
  change: {
    waiting: {
      delete: "Eliminando el espacio…",
      restore: "Restaurando el espacio…",
      slug: "Cambiando la dirección…",
    },
    patience: "Tarda unos segundos. Puedes salir de esta página: terminaremos en segundo plano.",
    deleted: "Se ha eliminado el espacio",
    deletedText: "Un propietario puede restaurarlo en la misma dirección durante 30 días.",
    refused: "No se ha cambiado nada",
    reasons: {
      "slug-taken": "Otro espacio ya usa esta dirección. Elige otra.",
      "slug-released": "Esta dirección quedó libre hace poco y está reservada durante 90 días. Elige otra.",
      "slug-reserved": "Esta dirección está reservada. Elige otra.",
      "not-an-owner": "Solo un propietario puede hacer esto, y tú ya no lo eres.",
      "too-old":
        "No se ha podido completar en 15 minutos y hemos dejado de intentarlo. Vuelve a solicitarlo.",
      other: "No se puede hacer en el estado actual del espacio.",
    },
    back: "Volver al espacio",
    workspaces: "Tus espacios",
  },
};

export const words: Translation<typeof englishWords> = {
  settings,
  titles: {
    settings: "Ajustes",
    address: "Cambiar la dirección del espacio",
    deleteWorkspace: "Eliminar el espacio",
    restore: "Restaurar el espacio",
    change: "Un momento…",
  },
  frame: { nav: { settings: "Ajustes" } },
  roles: {
    may: {
      "settings:manage": "Cambiar los ajustes del espacio",
      "workspace:own": "Añadir propietarios, cambiar la dirección del espacio y eliminarlo",
    },
  },
  audit: {
    kinds: { settings: "Ajustes", workspace: "Espacio" },
    actions: {
      settings: { updated: "cambió los ajustes de <target></target>" },
      logo: {
        updated: "cambió el logotipo de <target></target>",
        removed: "quitó el logotipo de <target></target>",
      },
      workspace: {
        renamed: "cambió el nombre del espacio <target></target>",
        deleted: "eliminó el espacio <target></target>",
        restored: "restauró el espacio <target></target>",
      },
    },
  },
};
