import { expect, test } from "bun:test";
import { lately } from "./invitations.server.ts";

const day = 24 * 3_600_000;
const now = 1000 * day;

test("an invitation ended when it was revoked, or when its time was over, and 30 days later nobody is told", () => {
  const invitations = [
    invitation("old", { status: "revoked", updatedAt: now - 31 * day }),
    invitation("late", { status: "expired", updatedAt: now, expiresAt: now - 40 * day }),
    invitation("expired", { status: "expired", updatedAt: now, expiresAt: now - 3 * day }),
    invitation("revoked", { status: "revoked", updatedAt: now - 2 * day, expiresAt: now + day }),
  ];
  expect(lately(invitations, now)).toEqual([
    { id: "revoked", email: "revoked@x.test", role: "viewer", end: "revoked", endedAt: now - 2 * day },
    { id: "expired", email: "expired@x.test", role: "viewer", end: "expired", endedAt: now - 3 * day },
  ]);
});

test("of many the latest are told", () => {
  const many = Array.from({ length: 30 }, (_, n) => invitation(`n${n}`, { updatedAt: now - n }));
  expect(lately(many.reverse(), now).map(({ id }) => id)).toEqual(
    Array.from({ length: 20 }, (_, n) => `n${n}`),
  );
});

function invitation(id: string, changes: Partial<Parameters<typeof lately>[0][number]>) {
  const fields = { role: "org:viewer", status: "revoked" as const, updatedAt: now, expiresAt: now + day };
  return { id, emailAddress: `${id}@x.test`, ...fields, ...changes };
}
