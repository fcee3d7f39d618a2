import { index, layout, type RouteConfig, route } from "@remix-run/route-config";

export default [
  layout("routes/apex.tsx", [
    index("routes/index.tsx"),
    route("sign-in/*", "routes/sign-in.tsx"),
    route("sign-up/*", "routes/sign-up.tsx"),
    route("onboarding", "routes/onboarding.tsx"),
    route("workspaces", "routes/workspaces.tsx"),
  ]),
  layout("routes/workspace.tsx", [
    route("dashboard", "routes/dashboard.tsx"),
    route("projects", "routes/projects.tsx"),
    route("projects/new", "routes/projects.new.tsx"),
    route("projects/:projectId/edit", "routes/projects.$projectId.edit.tsx"),
    route("members/*", "routes/members.tsx"),
    route("welcome", "routes/welcome.tsx"),
    route("settings", "routes/settings.tsx"),
    route("profile/*", "routes/profile.tsx"),
    route("api/tenants/:slug/users/onboarding", "routes/api.onboarding.tsx"),
  ]),
  route("projects/:projectId/archive", "routes/projects.$projectId.archive.tsx"),
  route("settings/logo", "routes/settings.logo.ts"),
  route("logo", "routes/logo.ts"),
  route("favicon", "routes/favicon.ts"),
  route("presence", "routes/presence.ts"),
  route("switcher", "routes/switcher.ts"),
  route("preferences", "routes/preferences.ts"),
  route("onboarding/progress", "routes/onboarding-progress.ts"),
  route("api/webhooks/clerk", "routes/api.webhooks.clerk.ts"),
  route("api/health", "routes/api.health.ts"),
  route("*", "routes/not-found.tsx"),
] satisfies RouteConfig;
