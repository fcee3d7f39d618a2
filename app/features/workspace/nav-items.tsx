import { NavLink } from "@remix-run/react";
import {
  CircleCheckBig,
  FolderKanban,
  History,
  LayoutDashboard,
  type LucideIcon,
  Settings,
  Users,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { can, type Permission, type Role } from "#app/access/permissions.ts";
import { cn } from "#app/components/class-names.ts";

const items = [
  { to: "dashboard", icon: LayoutDashboard, permission: "projects:read" },
  { to: "projects", icon: FolderKanban, permission: "projects:read" },
  { to: "my-tasks", icon: CircleCheckBig, permission: "projects:read" },
  { to: "members", icon: Users, permission: "members:read" },
  { to: "settings", icon: Settings, permission: "settings:manage" },
  { to: "audit", icon: History, permission: "audit:read" },
] as const satisfies { to: string; icon: LucideIcon; permission: Permission }[];

/** What this role may open; the server decides again at each page. */
export function NavItems({ role }: { role: Role }) {
  const t = useTranslations("frame.nav");
  return (
    <ul className="grid gap-0.5">
      {items
        .filter(({ permission }) => can(role, permission))
        .map(({ to, icon: Icon }) => (
          <li key={to}>
            <NavLink
              to={`/${to}`}
              prefetch="intent"
              className={({ isActive }) =>
                cn(
                  "flex h-9 items-center gap-3 max-lg:h-11 rounded-md px-3 font-medium text-sm transition-colors",
                  isActive
                    ? "bg-muted text-foreground"
                    : "text-muted-foreground hover:bg-muted/60 hover:text-foreground",
                )
              }
            >
              <Icon aria-hidden className="size-4" />
              {t(to)}
            </NavLink>
          </li>
        ))}
    </ul>
  );
}
