import { Link } from "@remix-run/react";
import { X } from "lucide-react";
import { useTranslations } from "use-intl";
import { cn } from "#app/components/class-names.ts";
import { ButtonLink } from "#app/components/form/button.tsx";
import { isNarrowed, type ProjectChoices, toAddress } from "./project-address.ts";

/** Active or archived projects, and the link that clears the filters. The link has reserved space, so that nothing shifts. */
export function ProjectTabs({ choices }: { choices: ProjectChoices }) {
  const t = useTranslations("projects");
  const { archived, sort } = choices;
  return (
    <div className="flex items-center justify-between gap-3 border-b">
      <nav aria-label={t("tabs.label")} className="flex gap-1">
        <Tab to="/projects" current={!archived} label={t("tabs.current")} />
        <Tab to="/projects?archived=1" current={archived} label={t("tabs.archived")} />
      </nav>
      {isNarrowed(choices) && (
        <ButtonLink to={toAddress({ archived, sort, q: "" })} variant="ghost" size="sm" preventScrollReset>
          <X aria-hidden />
          {t("filters.clear")}
        </ButtonLink>
      )}
    </div>
  );
}

function Tab({ to, current, label }: { to: string; current: boolean; label: string }) {
  return (
    <Link
      to={to}
      prefetch="intent"
      aria-current={current ? "page" : undefined}
      className={cn(
        "-mb-px border-b-2 px-3 py-2.5 font-medium text-sm transition-colors",
        current ? "border-accent" : "border-transparent text-muted-foreground hover:text-foreground",
      )}
    >
      {label}
    </Link>
  );
}
