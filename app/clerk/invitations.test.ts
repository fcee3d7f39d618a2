import { expect, test } from "bun:test";
import { listRecentlyEnded } from "./invitations.server.ts";

const day = 24 * 3_600_000;
const now = 1000 * day;

test("an ended invitation is shown for 30 days after it was revoked or expired", () => {
  const invitations = [
    invitation("old", { status: "revoked", updatedAt: now - 31 * day }),
    invitation("late", { status: "expired", updatedAt: now, expiresAt: now - 40 * day }),
    invitation("expired", { status: "expired", updatedAt: now, expiresAt: now - 3 * day }),
    invitation("revoked", { status: "revoked", updatedAt: now - 2 * day, expiresAt: now + day }),
  ];
  expect(listRecentlyEnded(invitations, now)).toEqual([
    { id: "revoked", email: "revoked@x.test", role: "viewer", end: "revoked", endedAt: now - 2 * day },
    { id: "expired", email: "expired@x.test", role: "viewer", end: "expired", endedAt: now - 3 * day },
  ]);
});

test("only the latest 20 ended invitations are shown", () => {
  const many = Array.from({ length: 30 }, (_, n) => invitation(`n${n}`, { updatedAt: now - n }));
  expect(listRecentlyEnded(many.reverse(), now).map(({ id }) => id)).toEqual(
    Array.from({ length: 20 }, (_, n) => `n${n}`),
  );
});

type Ended = Parameters<typeof listRecentlyEnded>[0][number];

function invitation(id: string, changes: Partial<Ended>): Ended {
  const fields = { role: "viewer", status: "revoked", updatedAt: now, expiresAt: now + day } as const;
  return { id, email: `${id}@x.test`, ...fields, ...changes };
}
