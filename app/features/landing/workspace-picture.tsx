import { Lock } from "lucide-react";
import type { ReactNode } from "react";
import { useTranslations } from "use-intl";
import { Badge } from "#app/components/badge.tsx";
import { cn } from "#app/components/class-names.ts";

const projects = [
  { name: "catalogue", owner: "Ada", status: "active", color: "bg-emerald-500" },
  { name: "move", owner: "Grace", status: "active", color: "bg-sky-500" },
  { name: "prices", owner: "Ada", status: "paused", color: "bg-amber-500" },
  { name: "fair", owner: "Edsger", status: "done", color: "bg-violet-500" },
] as const;

const looks = { active: "accent", paused: "warning", done: "neutral" } as const;

/** A picture of three workspaces as browser windows. Not interactive. */
export function WorkspacePicture({ apexHost }: { apexHost: string }) {
  const t = useTranslations("landing.picture");
  return (
    <div aria-hidden className="relative select-none pt-18">
      <Window address={`globex.${apexHost}`} className="absolute inset-x-10 top-0 h-32" />
      <Window address={`initech.${apexHost}`} className="absolute inset-x-5 top-9 h-32" />
      <Window address={`acme.${apexHost}`} className="relative shadow-black/5 shadow-xl">
        <ul className="divide-y px-5 py-1.5">
          {projects.map(({ name, owner, status, color }) => (
            <li key={name} className="flex items-center gap-3 py-3.5">
              <span className={cn("size-2.5 rounded-full", color)} />
              <span className="grow truncate font-medium text-sm">{t(name)}</span>
              <span className="text-muted-foreground text-sm max-sm:hidden">{owner}</span>
              <Badge variant={looks[status]}>{t(status)}</Badge>
            </li>
          ))}
        </ul>
      </Window>
    </div>
  );
}

function Window(props: { address: string; className: string; children?: ReactNode }) {
  return (
    <div className={cn("overflow-hidden rounded-xl border bg-surface", props.className)}>
      <div className="flex h-10 items-center gap-2 border-b bg-muted px-4 font-mono text-muted-foreground text-xs">
        <Lock className="size-3" />
        <span className="truncate">{props.address}</span>
      </div>
      {props.children}
    </div>
  );
}
