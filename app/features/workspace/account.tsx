import { SignOutButton, UserButton } from "@clerk/remix";
import { ArrowLeftRight, LogOut } from "lucide-react";
import { buttonVariants } from "#app/components/button.tsx";
import { cn } from "#app/components/class-names.ts";
import { Skeleton } from "#app/components/skeleton.tsx";

export type AccountView = { name: string; email: string; role: string; apexUrl: string };

/** Who is signed in, the way to other workspaces, and the way out. */
export function Account({ name, email, role, apexUrl }: AccountView) {
  const entry = cn(buttonVariants({ variant: "ghost", size: "sm" }), "w-full justify-start gap-3");
  return (
    <div className="grid gap-0.5">
      <a href={new URL("/workspaces", apexUrl).href} className={entry}>
        <ArrowLeftRight aria-hidden />
        All workspaces
      </a>
      <SignOutButton redirectUrl={apexUrl}>
        <button type="button" className={entry}>
          <LogOut aria-hidden />
          Sign out
        </button>
      </SignOutButton>
      <div className="mt-3 flex items-center gap-3 border-t px-2 pt-4">
        <UserButton fallback={<Skeleton className="size-7 rounded-full" />} />
        <div className="grid min-w-0 text-sm leading-5">
          <span className="truncate font-medium">{name}</span>
          <span className="truncate text-muted-foreground text-xs">
            <span className="capitalize">{role}</span> · {email}
          </span>
        </div>
      </div>
    </div>
  );
}
