import { expect, test } from "bun:test";
import { parseSubmission } from "#app/forms/submission.ts";
import { validation } from "#app/i18n/messages/en/validation.ts";
import { newTaskSchema, optionsSchema, placeSchema, taskSchema, titleSchema } from "./task-schema.ts";
import { textsOf } from "./task-view.ts";

const schemas = { newTaskSchema, optionsSchema, placeSchema, taskSchema, titleSchema };
const hostile = ["", "x".repeat(20_000), "a\0b", "\u202e", "1e999", "0000-01-01", "__proto__", "[]"];

test("every error of any input, sent once or twice, has a message", () => {
  const unsaid: string[] = [];
  for (const [name, schema] of Object.entries(schemas)) {
    for (const field of Object.keys(schema.shape)) {
      for (const value of hostile) {
        for (const times of [1, 2]) {
          const form = new FormData();
          for (let time = 0; time < times; time++) form.append(field, value);
          const problems = Object.values(parseSubmission(form, schema).reply().error ?? {}).flat();
          for (const problem of problems)
            if (!(((problem ?? "").split(":")[0] as string) in validation))
              unsaid.push(`${name} ${field}: ${problem}`);
        }
      }
    }
  }
  expect(unsaid).toEqual([]);
});

test("a field that was sent twice is returned once", () => {
  expect(textsOf({ title: ["a", "b"], notes: "c", other: { x: 1 } })).toEqual({ title: "a", notes: "c" });
  expect(textsOf(null)).toBeUndefined();
});
