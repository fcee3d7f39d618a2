import { Menu } from "lucide-react";
import type { ReactNode } from "react";
import { Avatar } from "#app/components/avatar.tsx";
import { Account, type AccountView } from "./account.tsx";
import { NavItems } from "./nav-items.tsx";

type Props = { workspace: string; account: AccountView; children: ReactNode };

/** A sidebar where there is room, a bar with a menu where there is not. The menu opens without scripts. */
export function WorkspaceFrame({ workspace, account, children }: Props) {
  return (
    <div className="min-h-dvh lg:grid lg:grid-cols-[15.5rem_minmax(0,1fr)]">
      <a
        href="#content"
        className="sr-only rounded-md bg-surface px-4 py-2 focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-50"
      >
        Skip to content
      </a>
      <aside className="sticky top-0 hidden h-dvh flex-col gap-6 border-r bg-surface px-3 py-4 lg:flex">
        <WorkspaceName name={workspace} />
        <nav aria-label="Workspace">
          <NavItems />
        </nav>
        <div className="mt-auto">
          <Account {...account} />
        </div>
      </aside>
      <details className="group border-b bg-surface lg:hidden">
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
      <main id="content" tabIndex={-1} className="px-4 py-8 outline-none sm:px-8 lg:px-12 lg:py-10">
        <div className="mx-auto w-full max-w-5xl">{children}</div>
      </main>
    </div>
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
