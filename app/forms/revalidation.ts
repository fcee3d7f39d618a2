import type { ShouldRevalidateFunction } from "@remix-run/react";

// After a fetcher's form Remix revalidates every loader, whatever the outcome. A loader that fails would replace the page,
// and everything typed into it, with an error page.

/** For frames and forms: a refused form changed nothing. */
export const unlessRefused: ShouldRevalidateFunction = ({ actionStatus = 200, defaultShouldRevalidate }) =>
  actionStatus < 400 && defaultShouldRevalidate;

/** For lists: after a refusal because of someone else's change, the data is loaded again. */
export const afterConflicts: ShouldRevalidateFunction = ({ actionStatus = 200, ...rest }) =>
  [403, 404, 409].includes(actionStatus) || unlessRefused({ actionStatus, ...rest });
