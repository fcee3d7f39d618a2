import { expect, test } from "bun:test";
import { cookieBudget, keepWithinBudget } from "./cookie-budget.ts";

const large = "x".repeat(3800);

test("however many cookies we set, the browser never sends more than the budget", () => {
  let jar: string[] = [];
  for (let number = 0; number < 10; number++) {
    const { cookies } = settle([`done_${number}=${large}; Path=/`], jar.join("; "));
    jar = [...jar, ...cookies.map((cookie) => cookie.split(";")[0] ?? "")];
    expect(jar.join("; ").length).toBeLessThanOrEqual(cookieBudget);
  }
  expect(jar.length).toBe(3);
});

test("Clerk's cookies and deletions are set all the same; ours that does not fit is named", () => {
  const deletion = "done_tasks=; Path=/; Max-Age=0";
  const session = `__session=${large}; Path=/`;
  const ours = `done_projects=${large}; Path=/`;
  const { cookies, removed } = settle(
    [ours, session, deletion, "theme=dark; Path=/"],
    `a=${"y".repeat(7000)}`,
  );
  expect(cookies.toSorted()).toEqual([session, deletion, "theme=dark; Path=/"].toSorted());
  expect(removed).toEqual(["done_projects"]);
});

test("a cookie that replaces one of its name counts once", () => {
  const { removed } = settle(
    [`done_projects=${large}; Path=/`],
    `done_projects=${large}; b=${large}; c=${large}`,
  );
  expect(removed).toEqual([]);
});

function settle(cookies: string[], sent: string) {
  const headers = new Headers();
  for (const cookie of cookies) headers.append("Set-Cookie", cookie);
  const removed = keepWithinBudget(headers, sent);
  return { cookies: headers.getSetCookie(), removed };
}
