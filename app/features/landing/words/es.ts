import type { Translation } from "#app/i18n/translation.ts";
import type { landing as english, words as englishWords } from "./en.ts";

export const landing: Translation<typeof english> = {
  heading: "Los proyectos de tu equipo, tras su propia puerta.",
  text: "Crea un espacio, invita a tu equipo y empieza. Cada espacio tiene su propia dirección, sus propias personas y su propio lugar en la base de datos, fuera del alcance de los demás.",
  create: "Crear un espacio",
  createAnother: "Crear otro",
  signIn: "Iniciar sesión",
  open: "Ir a tus espacios",
  workspaces: "Tus espacios",
  home: "Tenantry, página de inicio",
  account: "Cuenta",
  footer: "Tenantry · código abierto con licencia MIT",
  needsScripts:
    "Para iniciar sesión o crear una cuenta hace falta JavaScript. Permítelo en esta dirección y vuelve a cargar la página.",
  promises: {
    label: "Lo que obtienes",
    address: {
      title: "Una dirección propia",
      text: "Tu espacio es un subdominio. Comparte un enlace a cualquier página: solo se abre para los miembros.",
    },
    apart: {
      title: "Separado dos veces",
      text: "Cada espacio tiene su propio esquema en la base de datos, y cada fila está protegida por una llave que ningún otro espacio tiene.",
    },
    roles: {
      title: "Un rol para cada persona",
      text: "Propietarios, administradores, miembros y observadores: invita por correo y decide quién puede escribir y quién solo mirar.",
    },
  },
  picture: {
    catalogue: "Catálogo de primavera",
    move: "Mudanza del almacén",
    prices: "Nueva lista de precios",
    fair: "Feria comercial",
    active: "Activo",
    paused: "En pausa",
    done: "Terminado",
  },
};

export const words: Translation<typeof englishWords> = {
  landing,
  titles: { landing: "Proyectos, tras tu propia puerta", signIn: "Iniciar sesión", signUp: "Crear cuenta" },
};
