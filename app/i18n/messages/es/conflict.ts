import type { Translation } from "../../translation.ts";
import type { conflict as english } from "../en/conflict.ts";

export const conflict: Translation<typeof english> = {
  title: "Alguien cambió esto mientras lo editabas",
  text: "<who></who> guardó otra versión <when></when>. La tuya aún no se ha guardado. Compáralas y elige una.",
  somebody: "Alguien",
  theirs: "Su versión",
  mine: "Tu versión",
  empty: "Vacío",
  keep: "Conservar la mía",
  take: "Usar la suya",
  renamed:
    "<who></who> cambió el nombre a «<theirs></theirs>» mientras tanto. Tú escribiste «<mine></mine>».",
  hint: "Si conservas la tuya, reemplazarás la suya. Si usas la suya, perderás la tuya.",
};
