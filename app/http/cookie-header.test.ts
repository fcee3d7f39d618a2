import { expect, test } from "bun:test";
import { readableCookies } from "./cookie-header.ts";

test("a cookie that cannot be decoded is dropped, and the others stay unchanged", () => {
  const broken = "a=%; __session=eyJ.x-y_z.q=; b=%C3%28;theme=dark ; c=%ED%A0%80;d=a%20b; e";
  expect(readableCookies(broken)).toBe("__session=eyJ.x-y_z.q=; theme=dark; d=a%20b; e");
  expect(readableCookies("x=%ff")).toBe("");
});
