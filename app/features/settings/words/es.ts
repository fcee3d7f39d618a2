import type { Translation } from "#app/i18n/translation.ts";
import type { settings as english, words as englishWords } from "./en.ts";

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
    anyLocale: "El mismo que el navegador",
    timeZone: "Zona horaria",
    timeZoneHint: "En la que empiezan los días y se muestran las fechas.",
    theirs: "La otra persona: {value}",
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
  address: {
    title: "Cambiar la dirección",
    description: "Este espacio está en <b>{host}</b>.",
    stops: "La dirección antigua deja de funcionar al instante: sus enlaces y marcadores dejan de servir.",
    rests: "Nadie puede tomar la dirección antigua durante 90 días. Después, cualquiera.",
    keeps: "Nada más cambia: las personas, los proyectos y las sesiones siguen igual.",
    wanted: "Dirección nueva",
    hint: "a–z, 0–9 y guiones. Va delante de {domain}.",
    confirmation: "Escribe la dirección actual, <b>{slug}</b>, para confirmar",
    submit: "Cambiar la dirección",
  },
  deletion: {
    title: "Eliminar este espacio",
    description: "«{workspace}», con todo lo que contiene.",
    closes: "Se cierra al instante para todos.",
    grace: "Durante 30 días un propietario puede restaurarlo. Después desaparece para siempre.",
    keeps: "Hasta entonces todo queda como está, y nadie lo ve.",
    confirmation: "Escribe su dirección, <b>{slug}</b>, para confirmar",
    submit: "Eliminar este espacio",
  },
  restoring: {
    title: "¿Restaurar este espacio?",
    text: "«{workspace}» se abre de nuevo para todos los que estaban en él, tal como quedó.",
    submit: "Restaurarlo",
  },
  change: {
    waiting: {
      delete: "Cerrando el espacio…",
      restore: "Abriendo el espacio…",
      slug: "Trasladando el espacio…",
    },
    patience: "Tarda unos segundos. Puedes salir de esta página: ocurrirá igualmente.",
    deleted: "El espacio está cerrado",
    deletedText: "Durante 30 días un propietario puede restaurarlo, en su propia dirección.",
    refused: "No se ha hecho",
    reasons: {
      "slug-taken": "Otro espacio tiene esta dirección. Elige otra.",
      "slug-resting": "Esta dirección quedó libre hace poco y descansa 90 días. Elige otra.",
      "slug-reserved": "Esta dirección se reserva para el propio producto. Elige otra.",
      "not-an-owner": "Solo un propietario puede hacerlo, y en Clerk ya no lo eres.",
      "too-old": "No se pudo hacer en una hora. Pídelo de nuevo.",
      other: "El espacio no está en un estado en el que se pueda hacer. No se cambió nada.",
    },
    back: "Volver al espacio",
    workspaces: "Tus espacios",
  },
};

export const words: Translation<typeof englishWords> = {
  settings,
  titles: {
    settings: "Ajustes",
    address: "Dirección",
    deleteWorkspace: "Eliminar el espacio",
    restore: "Restaurar el espacio",
    change: "Un momento",
  },
  frame: { nav: { settings: "Ajustes" } },
  roles: {
    may: {
      "settings:manage": "Cambiar los ajustes del espacio",
      "workspace:own": "Nombrar propietarios, cambiar la dirección, eliminar el espacio",
    },
  },
  audit: {
    kinds: { settings: "Ajustes", workspace: "El espacio" },
    actions: {
      settings: { updated: "cambió los ajustes <target></target>" },
      logo: {
        updated: "cambió el logotipo <target></target>",
        removed: "quitó el logotipo <target></target>",
      },
      workspace: {
        renamed: "renombró el espacio <target></target>",
        deleted: "eliminó el espacio <target></target>",
        restored: "restauró el espacio <target></target>",
      },
    },
  },
};
