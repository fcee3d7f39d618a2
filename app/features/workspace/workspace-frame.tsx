import { useLocation, useNavigation } from "@remix-run/react";
import { Menu } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { useTranslations } from "use-intl";
import { Avatar } from "#app/components/avatar.tsx";
import { SkipLink } from "#app/components/skip-link.tsx";
import { Account, type AccountView } from "./account.tsx";
import { Connection } from "./connection.tsx";
import { NavItems } from "./nav-items.tsx";
import { Shortcuts } from "./shortcuts.tsx";
import { Switcher } from "./switcher.tsx";

type Props = {
  workspace: string;
  /** The URL of its logo, if it has one. */
  logo: string | null;
  account: AccountView;
  children: ReactNode;
};

/** A sidebar on wide screens, a bar with a menu on narrow ones. */
export function WorkspaceFrame({ workspace, logo, account, children }: Props) {
  const t = useTranslations("frame");
  const { role, apexUrl } = account;
  const isLoading = useNavigation().state !== "idle";
  return (
    <>
      <SkipLink />
      <Connection />
      <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
        <aside className="sticky top-0 hidden h-dvh flex-col gap-5 border-r bg-surface px-3 py-4 lg:flex">
          <Switcher workspace={workspace} logo={logo} apexUrl={apexUrl} />
          <nav aria-label={t("workspace")}>
            <NavItems role={role} />
          </nav>
          <div className="mt-auto">
            <Account {...account} />
          </div>
        </aside>
        <NarrowMenu workspace={workspace} logo={logo} account={account} />
        <main
          id="content"
          tabIndex={-1}
          aria-busy={isLoading || undefined}
          className="px-4 py-8 outline-none sm:px-8 lg:px-12 lg:py-10"
        >
          <div className="mx-auto w-full max-w-5xl">{children}</div>
        </main>
      </div>
      <Shortcuts role={role} apexUrl={apexUrl} />
    </>
  );
}

/** Opens without scripts. With scripts, navigation loads no new document, so the menu is closed here. */
function NarrowMenu({ workspace, logo, account }: Omit<Props, "children">) {
  const t = useTranslations("frame");
  const menu = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the new page is the reason, not an input
  useEffect(() => menu.current?.removeAttribute("open"), [key]);
  return (
    <header className="border-b bg-surface lg:hidden">
      <details ref={menu} className="group/menu">
        <summary className="flex h-14 cursor-pointer list-none items-center justify-between px-4 [&::-webkit-details-marker]:hidden">
          <span className="flex min-w-0 items-center gap-3 px-2">
            <Avatar name={workspace} src={logo} shape="square" size="sm" />
            <bdi className="truncate pr-0.5 font-semibold tracking-tight">{workspace}</bdi>
          </span>
          <span className="grid size-9 place-items-center rounded-md text-muted-foreground group-open/menu:bg-muted">
            <Menu aria-hidden className="size-5" />
            <span className="sr-only">{t("menu")}</span>
          </span>
        </summary>
        <div className="grid gap-3 border-t px-3 py-3">
          <nav aria-label={t("workspace")}>
            <NavItems role={account.role} />
          </nav>
          <Switcher workspace={workspace} logo={logo} apexUrl={account.apexUrl} />
          <Account {...account} />
        </div>
      </details>
    </header>
  );
}
