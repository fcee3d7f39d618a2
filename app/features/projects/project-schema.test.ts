import { expect, test } from "bun:test";
import { parseWithZod } from "@conform-to/zod/v4";
import { profileSchema } from "#app/features/onboarding/profile-schema.ts";
import { projectSchema } from "./project-schema.ts";

test("a project's fields are trimmed, line breaks are normalised and unexpected fields dropped", () => {
  const form = {
    name: "  Apollo ",
    description: "a\r\nb",
    color: "red",
    status: "done",
    owner_id: "user_evil",
    id: "1",
  };
  expect(parse(form).value).toEqual({ name: "Apollo", description: "a\nb", color: "red", status: "done" });
});

test("colour and status have defaults, and the description may be empty", () => {
  expect(parse({ name: "Apollo" }).value).toEqual({
    name: "Apollo",
    description: "",
    color: "blue",
    status: "active",
  });
});

const refused: [Record<string, string>, string, string][] = [
  [{}, "name", "required"],
  [{ name: "   " }, "name", "required"],
  [{ name: "x".repeat(121) }, "name", "tooLong:120"],
  [{ name: "a\nb" }, "name", "oneLine"],
  [{ name: "a\0b" }, "name", "controls"],
  [{ name: "a\u009fb" }, "name", "controls"],
  [{ name: "ok", description: "x".repeat(2001) }, "description", "tooLong:2000"],
  [{ name: "ok", description: "a\u0007" }, "description", "controls"],
  [{ name: "ok", color: "pink" }, "color", "choose"],
  [{ name: "ok", status: "dropped" }, "status", "choose"],
];
for (const [fields, field, message] of refused) {
  test(`${JSON.stringify(fields).slice(0, 60)} is refused, and the input is returned`, () => {
    const submission = parse(fields);
    expect(submission.status).toBe("error");
    const reply = submission.reply();
    expect(reply.error?.[field]?.[0]).toBe(message);
    if (fields.name?.trim()) expect(reply.initialValue?.name).toBe(fields.name);
  });
}

test("length is counted in code points, as in the database: 120 emoji are a valid name, and a line break counts once", () => {
  expect(parse({ name: "🚀".repeat(120) }).status).toBe("success");
  expect(parse({ name: "🚀".repeat(121) }).status).toBe("error");
  expect(parse({ name: "ok", description: "\r\nx".repeat(1000) }).status).toBe("success");
});

test("right-to-left marks, quotes and markup are plain text", () => {
  const name = `<script>alert(1)</script> '; drop table users; -- \u202eolleh`;
  expect(parse({ name }).value).toMatchObject({ name });
});

test("a profile needs a first name; a phone number is optional and must be valid", () => {
  const profile = (fields: Record<string, string>) => parseWithZod(formOf(fields), { schema: profileSchema });
  expect(profile({ firstName: "Ada" }).payload).toEqual({ firstName: "Ada" });
  const { status, ...rest } = profile({ firstName: " Ada ", lastName: "", phone: " +34 (600) 00-00 " });
  expect(status).toBe("success");
  expect("value" in rest && rest.value).toEqual({ firstName: "Ada", lastName: "", phone: "+34 (600) 00-00" });
  expect(profile({ firstName: "" }).status).toBe("error");
  expect(profile({ firstName: "Ada", phone: "call me" }).status).toBe("error");
  expect(profile({ firstName: "Ada", phone: "1".repeat(33) }).status).toBe("error");
});

function parse(fields: Record<string, string>) {
  const submission = parseWithZod(formOf(fields), { schema: projectSchema });
  return { ...submission, value: submission.status === "success" ? submission.value : undefined };
}

function formOf(fields: Record<string, string>): FormData {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return form;
}
