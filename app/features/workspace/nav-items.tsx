import { NavLink } from "@remix-run/react";
import { FolderKanban, LayoutDashboard, type LucideIcon, Users } from "lucide-react";
import { cn } from "#app/components/class-names.ts";

const items: { to: string; label: string; icon: LucideIcon }[] = [
  { to: "/dashboard", label: "Dashboard", icon: LayoutDashboard },
  { to: "/projects", label: "Projects", icon: FolderKanban },
  { to: "/members", label: "Members", icon: Users },
];

export function NavItems() {
  return (
    <ul className="grid gap-0.5">
      {items.map(({ to, label, icon: Icon }) => (
        <li key={to}>
          <NavLink
            to={to}
            prefetch="intent"
            className={({ isActive }) =>
              cn(
                "flex h-9 items-center gap-3 rounded-md px-3 font-medium text-sm transition-colors",
                isActive
                  ? "bg-muted text-foreground"
                  : "text-muted-foreground hover:bg-muted/60 hover:text-foreground",
              )
            }
          >
            <Icon aria-hidden className="size-4" />
            {label}
          </NavLink>
        </li>
      ))}
    </ul>
  );
}
