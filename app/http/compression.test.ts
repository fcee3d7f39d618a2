import { afterAll, expect, test } from "bun:test";
import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from "node:zlib";
import { acceptedEncoding } from "./accepted-encoding.ts";
import { compressed } from "./compression.ts";

const page = "<p>A project of many, much alike.</p>".repeat(4000);
const decoders = { zstd: zstdDecompressSync, br: brotliDecompressSync, gzip: gunzipSync };

for (const [encoding, decode] of Object.entries(decoders)) {
  test(`a page is compressed with ${encoding}, and comes back whole`, async () => {
    const response = answer({ "accept-encoding": encoding });
    const bytes = await response.bytes();
    expect(response.headers.get("content-encoding")).toBe(encoding);
    expect(response.headers.get("vary")).toContain("Accept-Encoding");
    expect(bytes.byteLength).toBeLessThan(page.length / 50);
    expect(decode(bytes).toString()).toBe(page);
  });
}

test("status and every cookie are kept", () => {
  const headers = new Headers({ "content-type": "text/html" });
  headers.append("Set-Cookie", "a=1");
  headers.append("Set-Cookie", "b=2");
  const response = compressed(
    asking({ "accept-encoding": "br" }),
    new Response(page, { status: 404, headers }),
  );
  expect([response.status, response.headers.getSetCookie()]).toEqual([404, ["a=1", "b=2"]]);
});

const left: [string, string, HeadersInit, HeadersInit][] = [
  ["an image", "image/webp", {}, {}],
  ["a stream of events", "text/event-stream", {}, {}],
  ["what is compressed", "text/css", { "content-encoding": "br" }, {}],
  ["what has an ETag", "image/svg+xml", { etag: '"a"' }, {}],
  ["a page that another site asks for", "text/html", {}, { "sec-fetch-site": "cross-site" }],
  ["a page that a neighbour asks for", "text/html", {}, { "sec-fetch-site": "same-site" }],
  ["a page for a browser that decodes nothing", "text/html", {}, { "accept-encoding": "identity" }],
];
for (const [what, type, headers, asked] of left) {
  test(`${what} is left alone`, () => {
    const before = new Response("x", { headers: { "content-type": type, ...headers } });
    const encoding = before.headers.get("content-encoding");
    const response = compressed(asking({ "accept-encoding": "zstd, br, gzip", ...asked }), before);
    expect(response.headers.get("content-encoding")).toBe(encoding);
  });
}

const choices: [string | null, ReturnType<typeof acceptedEncoding<"zstd" | "br" | "gzip">>][] = [
  ["gzip, deflate, br, zstd", "zstd"],
  ["gzip, deflate, br", "br"],
  ["gzip;q=1.0, br;q=0.5", "gzip"],
  ["br;q=0, gzip", "gzip"],
  ["GZIP ; Q=0.3", "gzip"],
  ["*", "zstd"],
  ["*;q=0.1, br", "br"],
  ["zstd;q=0, *", "br"],
  ["identity", undefined],
  ["br;q=x", undefined],
  ["", undefined],
  [null, undefined],
];
for (const [header, encoding] of choices) {
  test(`Accept-Encoding ${JSON.stringify(header)} gets ${encoding}`, () =>
    expect(acceptedEncoding(header, ["zstd", "br", "gzip"])).toBe(encoding));
}

// Over HTTP: a runtime could hold parts back as well.
let more = Promise.withResolvers<void>();
const server = Bun.serve({
  port: 0,
  hostname: "127.0.0.1",
  fetch: (request) => compressed(request, inTwoParts()),
});
afterAll(() => server.stop(true));

for (const encoding of Object.keys(decoders)) {
  test(`the first part of a page arrives before the second is made, with ${encoding}`, async () => {
    more = Promise.withResolvers();
    const response = await fetch(server.url, { headers: { "accept-encoding": encoding } });
    const text = response.body?.pipeThrough(new TextDecoderStream()).getReader();
    expect((await text?.read())?.value).toBe("first");
    more.resolve();
    expect((await text?.read())?.value).toBe("second");
    expect((await text?.read())?.done).toBe(true);
  });
}

test("a page that nobody waits for any more is no longer made", async () => {
  const cancelled = Promise.withResolvers<void>();
  const body = new ReadableStream({
    pull: (controller) => controller.enqueue(new TextEncoder().encode("part")),
    cancel: () => cancelled.resolve(),
  });
  const page = new Response(body, { headers: { "content-type": "text/html" } });
  await compressed(asking({ "accept-encoding": "zstd" }), page).body?.cancel();
  await cancelled.promise;
});

function inTwoParts(): Response {
  const { promise } = more;
  const body = new ReadableStream({
    async start(controller) {
      controller.enqueue(new TextEncoder().encode("first"));
      await promise;
      controller.enqueue(new TextEncoder().encode("second"));
      controller.close();
    },
  });
  return new Response(body, { headers: { "content-type": "text/html" } });
}

function answer(headers: HeadersInit): Response {
  return compressed(
    asking(headers),
    new Response(page, { headers: { "content-type": "text/html; charset=utf-8" } }),
  );
}

function asking(headers: HeadersInit): Request {
  return new Request("http://h/", { headers });
}
