import { expect, test } from "bun:test";
import { parseSubmission } from "#app/forms/submission.ts";
import { generalSchema, generalValues, valuesBefore, valuesSeen, wantedValues } from "./general-schema.ts";

const stored = generalValues({ name: "Acme", locale: "en", timeZone: "Asia/Tokyo", accent: "#112233" });

test("a form that is shown again keeps its base values, except for the changes it reports", () => {
  const sent = { timeZone: "UTC", wasTimeZone: "UTC", wasAccent: "own", wasLocale: "any" };
  expect(valuesSeen(stored, sent, { accent: "#112233" })).toEqual({
    ...{ name: "Acme", locale: "any", timeZone: "UTC", accent: "#112233" },
  });
  expect(valuesSeen(stored, undefined, undefined)).toEqual(stored);
});

test("the choice of no language can be compared like any other", () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({
    name: "Acme",
    timeZone: "UTC",
    locale: "any",
    wasLocale: "any",
  }))
    form.set(name, value);
  const submission = parseSubmission(form, generalSchema);
  if (submission.status !== "success") throw new Error("It was refused");
  expect(wantedValues(submission.value).locale).toBe("any");
  expect(valuesBefore(submission.value).locale).toBe("any");
  expect(generalValues({ ...stored, locale: null }).locale).toBe("any");
});
