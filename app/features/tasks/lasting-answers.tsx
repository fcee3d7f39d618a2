import { useFetcher } from "@remix-run/react";

type Props = { to: readonly ("place" | "options")[]; tasks: readonly { id: string }[] };

/** A task that moves to another group is made anew there, and the answer to its change would be gone with the old one. */
export function KeptAnswers({ to, tasks }: Props) {
  return tasks.flatMap(({ id }) =>
    to.map((change) => <KeptAnswer key={change + id} to={`${change}-${id}`} />),
  );
}

function KeptAnswer({ to }: { to: string }) {
  useFetcher({ key: to });
  return null;
}
