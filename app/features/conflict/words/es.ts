import type { Translation } from "#app/i18n/translation.ts";
import type { conflict as english } from "./en.ts";

export const conflict: Translation<typeof english> = {
  title: "Alguien ha cambiado esto mientras lo editabas",
  text: "<who></who> guardó otra versión <when></when>. La tuya aún no se ha guardado: compáralas y elige una.",
  somebody: "Alguien",
  theirs: "Su versión",
  mine: "Tu versión",
  empty: "Vacío",
  keep: "Conservar la mía",
  take: "Usar la suya",
  renamed:
    "<who></who> ha cambiado el nombre a «<theirs></theirs>» mientras tanto. Tú has escrito «<mine></mine>».",
  hint: "Si conservas tu versión, sustituirá a la suya. Si usas la suya, perderás tus cambios.",
};
