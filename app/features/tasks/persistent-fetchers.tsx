import { useFetcher } from "@remix-run/react";

type Props = { to: readonly ("place" | "options")[]; tasks: readonly { id: string }[] };

/** Keeps the fetchers of tasks mounted: a row that moves to another group mounts again, and its answer would be lost. */
export function PersistentFetchers({ to, tasks }: Props) {
  return tasks.flatMap(({ id }) =>
    to.map((change) => <PersistentFetcher key={change + id} to={`${change}-${id}`} />),
  );
}

function PersistentFetcher({ to }: { to: string }) {
  useFetcher({ key: to });
  return null;
}
