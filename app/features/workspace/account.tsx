import { SignOutButton } from "@clerk/remix";
import { Link } from "@remix-run/react";
import { ChevronsUpDown, Keyboard, LogOut, UserRound } from "lucide-react";
import { useTranslations } from "use-intl";
import type { Role } from "#app/access/permissions.ts";
import { Avatar } from "#app/components/avatar.tsx";
import { cn } from "#app/components/class-names.ts";
import { Choices } from "#app/features/preferences/choices.tsx";
import { Disclosure, disclosureEntry } from "./disclosure.tsx";
import { openShortcuts } from "./shortcuts.tsx";

export type AccountView = {
  name: string;
  email: string;
  avatarUrl: string | null;
  role: Role;
  apexUrl: string;
};

/** The signed-in person, with a menu for profile, preferences and signing out. Opens upward from the bottom of the frame. */
export function Account({ name, email, avatarUrl, role, apexUrl }: AccountView) {
  const t = useTranslations("frame");
  const common = useTranslations("common");
  return (
    <Disclosure
      opens="up"
      label={t("account")}
      summary={
        <>
          <Avatar name={name} src={avatarUrl} size="sm" />
          <span className="grid min-w-0 grow text-left text-sm leading-5">
            <bdi className="truncate font-medium">{name}</bdi>
            <span className="truncate text-muted-foreground text-xs">
              {common(`role.${role}`)} · {email}
            </span>
          </span>
          <ChevronsUpDown aria-hidden className="size-4 shrink-0 text-muted-foreground" />
        </>
      }
    >
      <Link to="/profile" prefetch="intent" className={disclosureEntry}>
        <UserRound aria-hidden />
        {t("profile")}
      </Link>
      <button
        type="button"
        onClick={openShortcuts}
        className={cn(disclosureEntry, "pointer-coarse:hidden noscript:hidden")}
      >
        <Keyboard aria-hidden />
        {t("shortcuts")}
      </button>
      <SignOutButton redirectUrl={apexUrl}>
        {/* Without scripts, the profile page has the sign-out button. */}
        <button type="button" className={cn(disclosureEntry, "noscript:hidden")}>
          <LogOut aria-hidden />
          {t("signOut")}
        </button>
      </SignOutButton>
      <div className="mt-1 border-t px-2 pt-2.5 pb-1">
        <Choices />
      </div>
    </Disclosure>
  );
}
