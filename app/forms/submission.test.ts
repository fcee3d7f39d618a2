import { expect, test } from "bun:test";
import { profileSchema } from "#app/features/onboarding/profile-schema.ts";
import { projectSchema } from "#app/features/projects/project-schema.ts";
import { parseSubmission } from "./submission.ts";

test("the schema's fields are read", () => {
  const submission = parseSubmission(formOf([["name", " Apollo "]]), projectSchema);
  expect(submission.status === "success" && submission.value.name).toBe("Apollo");
});

const unexpected = [
  "owner_id",
  "__intent__",
  "__state__",
  "x[30000000]",
  "name[300000000]",
  "name.length",
  "__proto__.polluted",
  "constructor.prototype.polluted",
];
for (const field of unexpected) {
  test(`the unexpected field ${field} is neither read nor sent back`, () => {
    const accepted = parseSubmission(
      formOf([
        ["name", "Apollo"],
        [field, "not json"],
      ]),
      projectSchema,
    );
    expect(accepted.status).toBe("success");
    const refused = parseSubmission(
      formOf([
        ["name", ""],
        [field, "not json"],
      ]),
      projectSchema,
    );
    expect(refused.reply().initialValue ?? {}).toEqual({});
    expect(JSON.stringify(refused.reply()).length).toBeLessThan(200);
    expect("polluted" in {}).toBe(false);
  });
}

test("a file in place of text, and a field sent twice, are refused", () => {
  const file = parseSubmission(formOf([["name", new File(["x"], "name.txt")]]), projectSchema);
  expect(file.reply().error?.name).toEqual(["required"]);
  const twice = parseSubmission(
    formOf([
      ["firstName", "Ada"],
      ["firstName", "Eve"],
    ]),
    profileSchema,
  );
  expect(twice.reply().error?.firstName).toEqual(["required"]);
});

function formOf(entries: [string, string | File][]): FormData {
  const form = new FormData();
  for (const [name, value] of entries) form.append(name, value);
  return form;
}
