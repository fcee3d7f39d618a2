import type { Translation } from "#app/i18n/translation.ts";
import type { landing as english, words as englishWords } from "./en.ts";

export const landing: Translation<typeof english> = {
  heading: "Los proyectos de tu equipo, a puerta cerrada.",
  text: "Crea un espacio, invita a tu equipo y empieza a trabajar. Cada espacio tiene su propia dirección, sus propios miembros y su propio lugar en la base de datos, fuera del alcance de los demás.",
  create: "Crear un espacio",
  createAnother: "Crear otro espacio",
  signIn: "Iniciar sesión",
  open: "Ir a tus espacios",
  workspaces: "Tus espacios",
  home: "Tenantry, página de inicio",
  account: "Cuenta",
  footer: "Tenantry · código abierto con licencia MIT",
  needsScripts:
    "Necesitas JavaScript para iniciar sesión o crear una cuenta. Actívalo en este sitio y vuelve a cargar la página.",
  promises: {
    label: "Qué te ofrece",
    address: {
      title: "Una dirección propia",
      text: "Tu espacio tiene su propio subdominio. Comparte el enlace de cualquier página: solo podrán abrirlo los miembros.",
    },
    apart: {
      title: "Doble aislamiento",
      text: "Cada espacio tiene su propio esquema en la base de datos, y una clave exclusiva protege cada una de sus filas.",
    },
    roles: {
      title: "Un rol para cada persona",
      text: "Propietarios, administradores, miembros y lectores: invita por correo y decide quién puede editar y quién solo puede ver.",
    },
  },
  picture: {
    catalogue: "Catálogo de primavera",
    move: "Traslado del almacén",
    prices: "Nuevas tarifas",
    fair: "Feria del sector",
    active: "Activo",
    paused: "En pausa",
    done: "Terminado",
  },
};

export const words: Translation<typeof englishWords> = {
  landing,
  titles: {
    landing: "Los proyectos de tu equipo, a puerta cerrada",
    signIn: "Iniciar sesión",
    signUp: "Crear cuenta",
  },
};
