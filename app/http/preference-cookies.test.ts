import { expect, test } from "bun:test";
import { preferenceCookies, readPreferences } from "./preference-cookies.ts";

test("choices are read from the cookies, and invalid values are ignored", () => {
  expect(read("a=b; theme=dark; locale=es")).toEqual({ theme: "dark", locale: "es" });
  expect(read("")).toEqual({ theme: null, locale: null });
  expect(read("theme=neon; locale=fr")).toEqual({ theme: null, locale: null });
  expect(read('theme=dark"><script>; xlocale=es')).toEqual({ theme: "dark", locale: null });
});

test("a choice is stored for the apex and its subdomains, without changing other choices", () => {
  expect(preferenceCookies({ theme: "dark" }, "https://app.com")).toEqual([
    "theme=dark; Domain=app.com; Path=/; SameSite=Lax; Secure; Max-Age=31536000",
  ]);
  expect(preferenceCookies({ locale: null }, "http://app.localhost:3000")).toEqual([
    "locale=; Domain=app.localhost; Path=/; SameSite=Lax; Max-Age=0",
  ]);
});

function read(cookie: string) {
  return readPreferences(new Request("http://app.localhost/", { headers: { cookie } }));
}
