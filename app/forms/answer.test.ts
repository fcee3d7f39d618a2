import { expect, test } from "bun:test";
import { answerInPlace } from "./answer.ts";

test("a change that may have been saved is not said to be unsaved", async () => {
  expect(await problemFor("outcome-unknown")).toBe("maybeSaved");
  expect(await problemFor("unavailable")).toBe("notSaved");
});

/** The problem beside a control whose change the server answered with this code. */
async function problemFor(code: string): Promise<unknown> {
  const error = { status: 503, statusText: "", internal: false, data: { code, requestId: "r-1" } };
  const answer = (await answerInPlace(() => Promise.reject(error))) as Response;
  return (await answer.json()).problem;
}
