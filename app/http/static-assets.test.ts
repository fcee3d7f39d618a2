import { afterAll, expect, test } from "bun:test";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createAssets } from "./static-assets.ts";

const parent = mkdtempSync(join(tmpdir(), "assets-"));
const folder = join(parent, "client");
mkdirSync(join(folder, "assets"), { recursive: true });
mkdirSync(join(folder, ".vite"));
writeFileSync(join(parent, "secret.txt"), "secret");
writeFileSync(join(folder, ".vite/manifest.json"), "{}");
writeFileSync(join(folder, "robots.txt"), "plain");
writeFileSync(join(folder, "assets/a-1234.js"), "plain");
writeFileSync(join(folder, "assets/a-1234.js.br"), "brotli");
writeFileSync(join(folder, "assets/a-1234.js.gz"), "gzip");
const assets = createAssets(folder);
afterAll(() => rmSync(parent, { recursive: true }));

test("a path longer than any file's is not found", async () => {
  for (const length of [600, 5000]) expect(await ask(`/${"x".repeat(length)}`)).toBeUndefined();
});

test("a hashed file is cached for ever, another for an hour", async () => {
  const [hashed, plain] = await Promise.all([ask("/assets/a-1234.js"), ask("/robots.txt")]);
  expect(hashed?.headers.get("cache-control")).toBe("public, max-age=31536000, immutable");
  expect(hashed?.headers.get("content-type")).toStartWith("text/javascript");
  expect(plain?.headers.get("cache-control")).toBe("public, max-age=3600");
});

test("the browser gets the smallest encoding it accepts", async () => {
  const body = async (encoding: string) =>
    (await ask("/assets/a-1234.js", { "accept-encoding": encoding }))?.text();
  expect(await body("gzip, br")).toBe("brotli");
  expect(await body("gzip")).toBe("gzip");
  expect(await body("br;q=0, gzip")).toBe("gzip");
  expect(await body("identity")).toBe("plain");
});

test("an unchanged file is answered with 304, per encoding", async () => {
  const first = await ask("/assets/a-1234.js", { "accept-encoding": "br" });
  const etag = first?.headers.get("etag") ?? "";
  expect((await ask("/assets/a-1234.js", { "accept-encoding": "br", "if-none-match": etag }))?.status).toBe(
    304,
  );
  expect((await ask("/assets/a-1234.js", { "accept-encoding": "gzip", "if-none-match": etag }))?.status).toBe(
    200,
  );
});

test("an ETag matches in a list, and if a proxy made it weak", async () => {
  const etag = (await ask("/robots.txt"))?.headers.get("etag") ?? "";
  const status = async (tags: string) => (await ask("/robots.txt", { "if-none-match": tags }))?.status;
  expect(await status(`"old", W/${etag}`)).toBe(304);
  expect(await status("*")).toBe(304);
  expect(await status('"old"')).toBe(200);
});

test("a hashed file of another release gets a short 404 that may not be cached", async () => {
  for (const path of ["/assets/old-9999.js", "/assets/a-1234.js.br", "/assets/"]) {
    const missing = await ask(path);
    expect([path, missing?.status, missing?.headers.get("cache-control")]).toEqual([path, 404, null]);
  }
});

test("HEAD has the headers and no body", async () => {
  const head = await assets(new Request("http://h/robots.txt", { method: "HEAD" }));
  expect(head?.status).toBe(200);
  expect(await head?.text()).toBe("");
});

test("nothing is served that is outside the folder, hidden, or not a file", async () => {
  const paths = [
    "/../secret.txt",
    "/..%2fsecret.txt",
    "/%2e%2e/secret.txt",
    "/assets/..%5c..%5csecret.txt",
    "/.vite/manifest.json",
    "/%2evite/manifest.json",
    "/assets",
    "/",
    "/robots.txt%00.js",
    "/%E0%A4%A",
    "/nothing.js",
  ];
  for (const path of paths) expect([path, await ask(path)]).toEqual([path, undefined]);
  expect(await assets(new Request("http://h/robots.txt", { method: "POST" }))).toBeUndefined();
});

function ask(path: string, headers: Record<string, string> = {}) {
  return assets(new Request(`http://h${path}`, { headers }));
}
