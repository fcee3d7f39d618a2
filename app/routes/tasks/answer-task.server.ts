import type { SubmissionResult } from "@conform-to/react";
import { redirect } from "@remix-run/node";
import type { Answer } from "#app/forms/answer.ts";
import { type ErrorBody, toHttpError } from "#app/http/errors.ts";
import { backTo, isDocument, ownOrigin, type RouteArgs } from "#app/tenancy/identity.server.ts";
import { DomainError } from "#db/errors.ts";

/**
 * The response to a small change of a task. A fetcher gets the outcome as data; a document request returns to its page.
 * Errors that our own forms cannot cause in a document request are reported as a malformed form.
 */
export function answerTask(args: RouteArgs, { problem, cookie }: Answer & { cookie?: string } = {}) {
  const { request, context } = args;
  const headers = cookie ? { "Set-Cookie": cookie } : undefined;
  if (!isDocument(request)) {
    const answer: Answer = problem ? { problem } : {};
    return Response.json(answer, { status: problem ? 400 : 200, headers });
  }
  if (problem) throw toHttpError(new DomainError("malformed-form", problem), context.requestId);
  return redirect(backTo(args, "/my-tasks"), { headers });
}

/** The page with the form, which offers the input again if the session has expired. */
export function pageOf(args: RouteArgs): string {
  const { pathname, search } = new URL(backTo(args, "/my-tasks"), ownOrigin(args.context));
  return pathname + search;
}

/**
 * Turns a refused assignee into the field's problem. The door has already rolled the transaction back and thrown the error
 * as its response.
 */
export async function orNoMember<T>(writing: Promise<T>): Promise<T | "noMember"> {
  return await writing.catch((thrown: { data?: Partial<ErrorBody> }) => {
    if (thrown.data?.code === "unknown-assignee") return "noMember" as const;
    throw thrown;
  });
}

/** The first error of a small form. */
export function firstProblem({ error }: Pick<SubmissionResult<string[]>, "error">): string {
  return (
    Object.values(error ?? {})
      .flat()
      .find((problem) => problem !== null) ?? "notSaved"
  );
}
