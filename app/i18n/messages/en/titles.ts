/** What stands in the title of the window. Both languages are in the page: titles are made outside of React. */
export const titles = {
  landing: "Projects, behind your own door",
  signIn: "Sign in",
  signUp: "Sign up",
  createWorkspace: "Create a workspace",
  makingWorkspace: "Making your workspace",
  workspaces: "Your workspaces",
  welcome: "Welcome",
  dashboard: "Dashboard",
  projects: "Projects",
  newProject: "New project",
  editProject: "Edit project",
  members: "Members",
  roles: "Roles",
  settings: "Settings",
  audit: "Audit log",
  profile: "Your profile",
} as const;
