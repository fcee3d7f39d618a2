import type { Translation } from "../../translation.ts";
import type { common as english } from "../en/common.ts";

export const common: Translation<typeof english> = {
  save: "Guardar cambios",
  cancel: "Cancelar",
  optional: "Opcional",
  skipToContent: "Ir al contenido",
  typed: "Has escrito «<text></text>».",
  pages: { label: "Páginas", first: "Primera página", next: "Página siguiente" },
  undo: "Deshacer",
  justNow: "hace un momento",
  role: { owner: "Propietario", admin: "Administrador", member: "Miembro", viewer: "Lector" },
  theme: { legend: "Apariencia", system: "Sistema", light: "Claro", dark: "Oscuro" },
  language: { legend: "Idioma", auto: "Automático", en: "English", es: "Español" },
};
