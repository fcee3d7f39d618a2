import type { Translation } from "#app/i18n/translation.ts";
import type { roles as english } from "./en.ts";

export const roles: Translation<typeof english> = {
  title: "Roles",
  description: "Quién puede hacer qué en este espacio. Los roles se dan en la página de miembros.",
  permission: "Permiso",
  you: "Tu rol",
  yes: "Sí",
  no: "No",
  link: "Qué significan los roles",
  may: {
    "projects:read": "Ver proyectos y tareas",
    "members:read": "Ver quién está en el espacio",
    "profile:write": "Cambiar el propio perfil",
    "projects:write": "Crear y cambiar proyectos y tareas",
    "projects:archive-others": "Archivar o eliminar proyectos de otras personas",
    "members:manage": "Invitar y quitar a personas, y cambiar roles por debajo del propio",
    "settings:manage": "Cambiar los ajustes del espacio",
    "audit:read": "Leer y exportar el registro de actividad",
    "workspace:own": "Nombrar propietarios, cambiar la dirección, eliminar el espacio",
  },
};
