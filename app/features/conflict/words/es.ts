import type { Translation } from "#app/i18n/translation.ts";
import type { conflict as english } from "./en.ts";

export const conflict: Translation<typeof english> = {
  title: "Esto cambió mientras tanto",
  text: "<who></who> guardó otra versión <when></when>. La tuya aún no se ha guardado: compáralas y elige.",
  somebody: "Alguien",
  theirs: "La otra",
  mine: "La tuya",
  empty: "vacío",
  keep: "Conservar la mía",
  take: "Usar la otra",
  renamed:
    "<who></who> cambió mientras tanto el nombre a «<theirs></theirs>». Tú escribiste «<mine></mine>».",
  hint: "Si conservas la tuya, reemplaza a la otra. Si usas la otra, se descarta lo que escribiste.",
};
