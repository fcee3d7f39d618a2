import { useLocation } from "@remix-run/react";
import { Menu } from "lucide-react";
import { type ReactNode, useEffect, useRef } from "react";
import { Avatar } from "#app/components/avatar.tsx";
import { SkipLink } from "#app/components/skip-link.tsx";
import { Account, type AccountView } from "./account.tsx";
import { NavItems } from "./nav-items.tsx";

type Props = { workspace: string; account: AccountView; children: ReactNode };

/** A sidebar where there is room, a bar with a menu where there is not. */
export function WorkspaceFrame({ workspace, account, children }: Props) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <SkipLink />
      <aside className="sticky top-0 hidden h-dvh flex-col gap-6 border-r bg-surface px-3 py-4 lg:flex">
        <WorkspaceName name={workspace} />
        <nav aria-label="Workspace">
          <NavItems />
        </nav>
        <div className="mt-auto">
          <Account {...account} />
        </div>
      </aside>
      <NarrowMenu workspace={workspace} account={account} />
      <main id="content" tabIndex={-1} className="px-4 py-8 outline-none sm:px-8 lg:px-12 lg:py-10">
        <div className="mx-auto w-full max-w-5xl">{children}</div>
      </main>
    </div>
  );
}

/** Opens without scripts. Where there are some, going to another page loads no document, so it is closed here. */
function NarrowMenu({ workspace, account }: Omit<Props, "children">) {
  const menu = useRef<HTMLDetailsElement>(null);
  const { key } = useLocation();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the new page is the reason, not an input
  useEffect(() => menu.current?.removeAttribute("open"), [key]);
  return (
    <details ref={menu} className="group border-b bg-surface lg:hidden">
      <summary className="flex h-14 cursor-pointer list-none items-center justify-between px-4 [&::-webkit-details-marker]:hidden">
        <WorkspaceName name={workspace} />
        <span className="grid size-9 place-items-center rounded-md text-muted-foreground group-open:bg-muted">
          <Menu aria-hidden className="size-5" />
          <span className="sr-only">Menu</span>
        </span>
      </summary>
      <nav aria-label="Workspace menu" className="grid gap-3 border-t px-3 py-3">
        <NavItems />
        <Account {...account} />
      </nav>
    </details>
  );
}

function WorkspaceName({ name }: { name: string }) {
  return (
    <span className="flex min-w-0 items-center gap-3 px-2">
      <Avatar name={name} shape="square" size="sm" />
      <span className="truncate font-semibold tracking-tight">{name}</span>
    </span>
  );
}
