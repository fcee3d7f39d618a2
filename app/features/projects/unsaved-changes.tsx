import { useFetcher, useFetchers } from "@remix-run/react";
import { type ReactNode, useEffect, useState } from "react";
import { useTranslations } from "use-intl";
import { Problem } from "#app/components/notice/notice.tsx";
import { useInSight } from "#app/components/notice/use-in-sight.ts";
import { FieldConflict } from "#app/features/conflict/field-conflict.tsx";
import type { Answer } from "#app/forms/answer.ts";
import { useProblems } from "#app/i18n/use-problems.ts";
import { ConflictSummary } from "./list/conflict-summary.tsx";
import { useFieldChange } from "./list/use-field-change.ts";
import type { ResolvedConflicts } from "./list/use-resolved-conflicts.ts";
import type { ProjectView } from "./project-view.ts";

type Props = { projects: ProjectView[]; resolved: ResolvedConflicts };

/** Changes that were not saved and whose row does not say so, because it may have left the list. */
export function UnsavedChanges({ projects, resolved }: Props) {
  const sent = useSent(projects);
  return (
    <div className="grid gap-3 empty:hidden">
      {Object.entries(sent).map(([key, { id, name }]) => {
        const project = projects.find((each) => each.id === id);
        const shared = { name: project?.name ?? name, isListed: project !== undefined, resolved };
        const field = /^(name|status) /.exec(key)?.[1] as "name" | "status" | undefined;
        return field ? (
          <UnsavedField key={key} id={id} field={field} {...shared} />
        ) : (
          <Unmoved key={key} fetcherKey={key} name={shared.name} />
        );
      })}
    </div>
  );
}

/** Everything submitted from the list since it was opened, by fetcher key. This keeps the fetchers when their rows unmount. */
function useSent(projects: ProjectView[]) {
  const [sent, setSent] = useState<Record<string, { id: string; name: string }>>({});
  const fresh = useFetchers().filter(({ key }) => /^(name|status|move) /.test(key) && !(key in sent));
  useEffect(() => {
    if (fresh.length === 0) return;
    const added = fresh.map(({ key }) => {
      const id = key.slice(key.indexOf(" ") + 1);
      return [key, { id, name: projects.find((project) => project.id === id)?.name ?? "" }] as const;
    });
    setSent((before) => ({ ...before, ...Object.fromEntries(added) }));
  });
  return sent;
}

type FieldProps = {
  id: string;
  field: "name" | "status";
  name: string;
  isListed: boolean;
  resolved: ResolvedConflicts;
};

function UnsavedField({ id, field, name, isListed, resolved }: FieldProps) {
  const { unsaved, send, dismiss } = useFieldChange(id, field, resolved);
  if (!unsaved) return null;
  if (unsaved.outcome === "refused") {
    if (field === "status") return <NotSaved name={name} problem={unsaved.problem} />;
    return isListed ? null : <NotSaved name={name} problem={unsaved.problem} typed={unsaved.mine} />;
  }
  if (isListed) return null;
  return (
    <InSight>
      <FieldConflict onKeep={() => send(unsaved.mine, unsaved.theirs)} onTake={dismiss}>
        <bdi className="font-medium">{name}</bdi>: <ConflictSummary conflict={unsaved} />
      </FieldConflict>
    </InSight>
  );
}

function Unmoved({ fetcherKey, name }: { fetcherKey: string; name: string }) {
  const { state, data } = useFetcher<Answer | null>({ key: fetcherKey });
  return state === "idle" && data?.problem ? <NotSaved name={name} problem={data.problem} /> : null;
}

function NotSaved({ name, problem, typed }: { name: string; problem: string; typed?: string }) {
  const t = useTranslations("common");
  const say = useProblems();
  return (
    <Problem>
      {name && (
        <>
          <bdi className="wrap-anywhere font-medium">{name}</bdi>:{" "}
        </>
      )}
      {say(problem)}
      {typed && <> {t.rich("typed", { text: () => <bdi className="wrap-anywhere">{typed}</bdi> })}</>}
    </Problem>
  );
}

/** The notice is above the list, possibly far from the row that was changed. */
function InSight({ children }: { children: ReactNode }) {
  const box = useInSight();
  return (
    <div ref={box} className="scroll-my-16">
      {children}
    </div>
  );
}
