import { Lock } from "lucide-react";
import { cn } from "#app/components/class-names.ts";

const projects = [
  { name: "Spring catalogue", width: "w-4/5", done: true },
  { name: "Warehouse move", width: "w-3/5", done: false },
  { name: "New price list", width: "w-1/3", done: false },
];

/** Three workspaces as browser windows, one in front. A picture: nothing in it can be used. */
export function WorkspacePicture({ apexHost }: { apexHost: string }) {
  return (
    <div aria-hidden className="relative select-none pt-16">
      <Window address={`globex.${apexHost}`} className="absolute inset-x-8 top-0 h-40 opacity-50" />
      <Window address={`initech.${apexHost}`} className="absolute inset-x-4 top-8 h-40 opacity-75" />
      <Window address={`acme.${apexHost}`} className="relative shadow-black/5 shadow-xl">
        <div className="grid gap-3 p-5">
          {projects.map(({ name, width, done }) => (
            <div key={name} className="grid gap-2.5 rounded-lg border px-4 py-3">
              <div className="flex items-center justify-between gap-3 text-sm">
                <span className="font-medium">{name}</span>
                <span className="text-muted-foreground text-xs">{done ? "Nearly done" : "Active"}</span>
              </div>
              <div className="h-1.5 overflow-hidden rounded-full bg-muted">
                <div className={cn("h-full rounded-full bg-accent", width)} />
              </div>
            </div>
          ))}
        </div>
      </Window>
    </div>
  );
}

function Window(props: { address: string; className: string; children?: React.ReactNode }) {
  return (
    <div className={cn("overflow-hidden rounded-xl border bg-surface", props.className)}>
      <div className="flex h-10 items-center gap-2 border-b bg-muted/60 px-4 font-mono text-muted-foreground text-xs">
        <Lock className="size-3" />
        <span className="truncate">{props.address}</span>
      </div>
      {props.children}
    </div>
  );
}
