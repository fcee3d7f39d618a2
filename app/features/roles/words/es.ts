import type { Translation } from "#app/i18n/translation.ts";
import type { roles as english } from "./en.ts";

export const roles: Translation<typeof english> = {
  title: "Roles",
  description: "Qué puede hacer cada rol en este espacio. Puedes cambiar los roles en la página de miembros.",
  permission: "Permiso",
  you: "Tu rol",
  yes: "Sí",
  no: "No",
  link: "Acerca de los roles",
  may: {
    "projects:read": "Ver proyectos y tareas",
    "members:read": "Ver los miembros",
    "profile:write": "Editar su propio perfil",
    "projects:write": "Crear y editar proyectos y tareas",
    "projects:archive-others": "Archivar o eliminar proyectos de otras personas",
    "members:manage": "Invitar y quitar miembros, y cambiar roles inferiores al suyo",
    "settings:manage": "Cambiar los ajustes del espacio",
    "audit:read": "Ver y exportar el registro de actividad",
    "workspace:own": "Añadir propietarios, cambiar la dirección del espacio y eliminarlo",
  },
};
