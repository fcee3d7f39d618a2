import type { Translation } from "../../translation.ts";
import type { validation as english } from "../en/validation.ts";

export const validation: Translation<typeof english> = {
  required: "Rellena este campo.",
  tooLong: "Usa {limit, number} caracteres como máximo.",
  oneLine: "Tiene que caber en una línea.",
  controls: "Contiene caracteres que no se pueden mostrar. Quítalos.",
  choose: "Elige una de las opciones.",
  phone: "Usa solo cifras, espacios y + - ( ), por ejemplo +34 600 000 000.",
  email: "No es una dirección de correo.",
  emails: "Una de estas no es una dirección de correo.",
  tooManyAddresses: "Usa {limit, number} direcciones como máximo.",
  notTheAddress: "No es la dirección del espacio. Escríbela tal como está arriba.",
  slug: "Usa de 1 a 32 caracteres: a–z, 0–9 y guiones, sin guion al principio ni al final.",
  slugReserved: "Esta dirección se reserva para el propio producto. Elige otra.",
  sameAddress: "Ya es su dirección.",
  nameRefused: "Este nombre no se aceptó. Elige otro.",
  identityAway: "Clerk, que guarda el nombre, no respondió. No se guardó nada: inténtalo en un momento.",
  date: "No es una fecha.",
  unreadable: "Esto no se puede leer. Introdúcelo de nuevo.",
  archivedMeanwhile: "Mientras tanto este proyecto se archivó y no se guardó nada. Copia lo que necesites.",
  noMember: "Elige un miembro activo de este espacio.",
  goneMeanwhile: "Esto ya no existe y no se guardó nada.",
  deletedMeanwhile: "Mientras tanto otra persona lo eliminó y no se guardó nada.",
  notAllowed: "Tu rol no lo permite y no se guardó nada.",
  closedMeanwhile: "Este espacio está cerrado por ahora y no se guardó nada.",
  notSaved: "No se guardó. Inténtalo de nuevo en un momento.",
  changedMeanwhile: "Mientras tanto otra persona lo cambió y no se guardó nada. Compara y guarda de nuevo.",
  changedByAnother:
    "Mientras tanto otra persona lo cambió y lo tuyo aún no se ha guardado. Compara y guarda de nuevo.",
};
