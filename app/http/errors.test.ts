import { expect, test } from "bun:test";
import { errors } from "#app/i18n/messages/en/errors.ts";
import { DomainError, type ErrorCode, NotFound } from "#db/errors.ts";
import { UnknownAssignee } from "#db/queries/tasks.ts";
import { toHttpError } from "./errors.ts";

test("every error with a message has a status and a body with only its code", () => {
  const { unexpected, way, ...known } = errors;
  for (const code of Object.keys(known) as ErrorCode[]) {
    const answer = toHttpError(new DomainError(code, "select * from tenant_acme.users"), "request-1");
    expect(answer).toMatchObject({ data: { code, requestId: "request-1" } });
    expect((answer as { init: { status: number } }).init.status).toBeWithin(400, 504);
    expect(JSON.stringify(answer)).not.toContain("tenant_acme");
  }
});

test("assigning a task to someone who has just left is a conflict, not a server error", () => {
  expect(toHttpError(new UnknownAssignee(), "request-1")).toMatchObject({ init: { status: 409 } });
});

test("an unreachable database and a locked row answer 503; unexpected errors pass unchanged", () => {
  const away = [
    "ECONNREFUSED",
    "EAI_AGAIN",
    "EHOSTUNREACH",
    "ETIMEDOUT",
    "CONNECTION_LOST",
    "CONNECT_TIMEOUT",
  ];
  const refusing = ["08006", "53300", "53200", "57P01", "57P03", "25006", "28P01", "3D000", "55P03", "57014"];
  for (const code of [...away, ...refusing]) {
    const answer = toHttpError(Object.assign(new Error("connect"), { code }), "request-1");
    expect(answer).toMatchObject({ init: { status: 503 } });
  }
  const bug = new TypeError("x is undefined");
  expect(toHttpError(bug, "request-1")).toBe(bug);
  expect(toHttpError(new NotFound("The task"), "request-1")).toMatchObject({ init: { status: 404 } });
});
