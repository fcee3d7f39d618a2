import type { Translation } from "../../translation.ts";
import type { validation as english } from "../en/validation.ts";

export const validation: Translation<typeof english> = {
  required: "Este campo es obligatorio.",
  tooLong: "Usa {limit, number} caracteres como máximo.",
  oneLine: "Usa una sola línea.",
  controls: "Contiene caracteres invisibles que no se pueden guardar. Quítalos.",
  choose: "Elige una de las opciones.",
  phone: "Usa solo cifras, espacios en blanco y + - ( ), por ejemplo +34 600 000 000.",
  email: "Introduce un correo electrónico válido.",
  emails: "Uno de estos correos no es válido.",
  tooManyAddresses: "Introduce {limit, number} correos como máximo.",
  notTheAddress: "No coincide con la dirección del espacio. Escríbela tal como aparece arriba.",
  slug: "Usa de 1 a 32 letras minúsculas (a–z), cifras o guiones. No puede empezar ni terminar con un guion.",
  slugReserved: "Esta dirección está reservada. Elige otra.",
  sameAddress: "El espacio ya tiene esta dirección.",
  nameRefused: "Este nombre no está permitido. Elige otro.",
  identityAway:
    "Ahora mismo no podemos cambiar el nombre. No se ha guardado nada. Inténtalo de nuevo dentro de un momento.",
  date: "Introduce una fecha válida.",
  unreadable: "No hemos podido leer esto. Introdúcelo de nuevo.",
  archivedMeanwhile:
    "El proyecto se ha archivado mientras tanto, así que no se ha guardado nada. Copia lo que quieras conservar.",
  noMember: "Elige un miembro activo de este espacio.",
  goneMeanwhile: "Esto ya no existe, así que no se ha guardado nada.",
  deletedMeanwhile: "Otra persona lo ha eliminado mientras tanto, así que no se ha guardado nada.",
  notAllowed: "No tienes permiso para hacer esto, así que no se ha guardado nada.",
  closedMeanwhile: "Este espacio está cerrado en este momento, así que no se ha guardado nada.",
  maybeSaved: "No sabemos si se ha guardado. Comprueba si está antes de intentarlo de nuevo.",
  notSaved: "No se ha podido guardar. Inténtalo de nuevo dentro de un momento.",
  changedMeanwhile:
    "Otra persona lo ha cambiado mientras tanto, así que no se ha guardado nada. Compara las dos versiones y guarda de nuevo.",
  changedByAnother:
    "Otra persona lo ha cambiado mientras tanto y tu versión aún no se ha guardado. Compara las dos versiones y guarda de nuevo.",
};
