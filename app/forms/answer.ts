import { isRouteErrorResponse } from "@remix-run/react";

/** The answer to a script's change. `problem` is a key of app/i18n/messages/en/validation.ts. */
export type Answer = { problem?: string };

/** The message for each status. */
const problems: Record<number, string> = {
  400: "notSaved",
  403: "notAllowed",
  404: "goneMeanwhile",
  409: "changedMeanwhile",
  423: "closedMeanwhile",
};

/**
 * For a route's `clientAction`: the page stays, whatever the outcome of one small change on it. A refusal becomes an answer,
 * shown next to the control; only redirects pass. Without a network the request waits: app/offline/hold-requests.ts.
 */
export async function answerInPlace(
  serverAction: () => Promise<unknown>,
  toAnswer: (problem: string) => object = (problem): Answer => ({ problem }),
): Promise<unknown> {
  try {
    return await serverAction();
  } catch (error) {
    if (error instanceof Response) throw error;
    const status = isRouteErrorResponse(error) ? error.status : 0;
    // An error status stops revalidation, which would fail, too.
    return Response.json(toAnswer(problemOf(error, status)), { status: status || 503 });
  }
}

function problemOf(error: unknown, status: number): string {
  const isUnknown = isRouteErrorResponse(error) && error.data?.code === "outcome-unknown";
  return isUnknown ? "maybeSaved" : (problems[status] ?? "notSaved");
}
