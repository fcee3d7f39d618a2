import type { Translation } from "../../translation.ts";
import type { common as english } from "../en/common.ts";

export const common: Translation<typeof english> = {
  save: "Guardar cambios",
  cancel: "Cancelar",
  optional: "Opcional",
  skipToContent: "Ir al contenido",
  typed: "Escribiste «<text></text>».",
  pages: { label: "Páginas", first: "Primera página", next: "Página siguiente" },
  undo: "Deshacer",
  justNow: "ahora mismo",
  role: { owner: "Propietario", admin: "Administrador", member: "Miembro", viewer: "Lector" },
  theme: { legend: "Apariencia", system: "Sistema", light: "Claro", dark: "Oscuro" },
  language: { legend: "Idioma", auto: "Automático", en: "English", es: "Español" },
};
