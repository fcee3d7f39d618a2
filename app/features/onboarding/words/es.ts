import type { Translation } from "#app/i18n/translation.ts";
import type { welcome as english, words as englishWords } from "./en.ts";

export const welcome: Translation<typeof english> = {
  title: "Te damos la bienvenida a {workspace}",
  description: "Cuéntale a tu equipo quién eres. Puedes cambiarlo más adelante.",
  firstName: "Nombre",
  lastName: "Apellidos",
  phone: "Teléfono",
  phoneHint: "Solo lo ven los miembros de este espacio.",
  continue: "Continuar",
  later: "Ahora no",
};

export const words: Translation<typeof englishWords> = {
  welcome,
  titles: { welcome: "Te damos la bienvenida" },
  roles: { may: { "profile:write": "Editar su propio perfil" } },
};
