import { NavLink } from "@remix-run/react";
import {
  CircleCheckBig,
  FolderKanban,
  History,
  LayoutDashboard,
  type LucideIcon,
  Settings,
  Tag,
  Users,
} from "lucide-react";
import { useTranslations } from "use-intl";
import { can, type Role } from "#app/access/permissions.ts";
import { cn } from "#app/components/class-names.ts";
import { navigation } from "#app/features/features.ts";

const icons: Record<(typeof navigation)[number]["to"], LucideIcon> = {
  dashboard: LayoutDashboard,
  projects: FolderKanban,
  "my-tasks": CircleCheckBig,
  labels: Tag,
  members: Users,
  settings: Settings,
  audit: History,
};

/** The entries that this role may open. The server checks again on each page. */
export function NavItems({ role }: { role: Role }) {
  const t = useTranslations("frame.nav");
  return (
    <ul className="grid gap-0.5">
      {navigation
        .filter(({ permission }) => can(role, permission))
        .map(({ to }) => (
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
              <NavIcon to={to} />
              {t(to)}
            </NavLink>
          </li>
        ))}
    </ul>
  );
}

function NavIcon({ to }: { to: keyof typeof icons }) {
  const Icon = icons[to];
  return <Icon aria-hidden className="size-4" />;
}
