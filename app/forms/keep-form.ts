import type { SubmissionResult } from "@conform-to/react";
import type { ClientActionFunctionArgs } from "@remix-run/react";
import { answerInPlace } from "./answer.ts";

type Result = SubmissionResult<string[]>;

/**
 * For the `clientAction` of a page that is a form: an error page in its place would take along all that was typed, so what
 * the server refuses as a whole is a problem of the form. `toData` makes of it what the page has as its action's data.
 */
export async function keepForm(
  { request, serverAction }: ClientActionFunctionArgs,
  toData: (result: Result) => object = (result) => result,
): Promise<unknown> {
  const form = await request.clone().formData();
  const typed = [...form].filter((field): field is [string, string] => typeof field[1] === "string");
  return await answerInPlace(serverAction, (problem) =>
    toData({ status: "error", initialValue: Object.fromEntries(typed), error: { "": [problem] } }),
  );
}
