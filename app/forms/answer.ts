import { isRouteErrorResponse } from "@remix-run/react";

/** What a script hears of something it wanted changed. `problem` is a key of app/i18n/messages/en/validation.ts. */
export type Answer = { problem?: string };

/** What is said for each status that is no success. */
const problems: Record<number, string> = {
  400: "notSaved",
  403: "notAllowed",
  404: "goneMeanwhile",
  409: "changedMeanwhile",
  423: "closedMeanwhile",
};

/**
 * For a route's `clientAction`: the page stays, whatever becomes of one small change on it. A refusal is an answer, to be
 * shown beside what was to change; only what leads elsewhere passes. Without a network it waits: app/offline/hold-requests.ts.
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
    // With a status that is no success, no page is loaded anew: it could not be.
    return Response.json(toAnswer(problems[status] ?? "notSaved"), { status: status || 503 });
  }
}
