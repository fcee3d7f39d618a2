import type { Translation } from "../../translation.ts";
import type { titles as english } from "../en/titles.ts";

export const titles: Translation<typeof english> = {
  landing: "Proyectos, tras tu propia puerta",
  signIn: "Iniciar sesión",
  signUp: "Crear cuenta",
  createWorkspace: "Crear un espacio",
  makingWorkspace: "Creando tu espacio",
  workspaces: "Tus espacios",
  welcome: "Te damos la bienvenida",
  dashboard: "Panel",
  projects: "Proyectos",
  newProject: "Nuevo proyecto",
  editProject: "Editar proyecto",
  members: "Miembros",
  roles: "Roles",
  settings: "Ajustes",
  address: "Dirección",
  deleteWorkspace: "Eliminar el espacio",
  restore: "Restaurar el espacio",
  change: "Un momento",
  audit: "Registro de actividad",
  myTasks: "Mis tareas",
  tasks: "Tareas",
  board: "Tablero",
  task: "Tarea",
  profile: "Tu perfil",
};
