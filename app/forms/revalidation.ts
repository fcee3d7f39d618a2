import type { ShouldRevalidateFunction } from "@remix-run/react";

// After a fetcher's form Remix loads everything anew, whatever became of it. What cannot be shown any more would put an
// error in the place of the page, and of all that is typed into it.

/** For frames and forms: what was refused changed nothing. */
export const unlessRefused: ShouldRevalidateFunction = ({ actionStatus = 200, defaultShouldRevalidate }) =>
  actionStatus < 400 && defaultShouldRevalidate;

/** For lists: what was refused because of what somebody else did is looked at anew. */
export const whereItMetOthers: ShouldRevalidateFunction = ({ actionStatus = 200, ...rest }) =>
  [403, 404, 409].includes(actionStatus) || unlessRefused({ actionStatus, ...rest });
