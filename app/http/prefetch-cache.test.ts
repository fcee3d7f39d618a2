import { expect, test } from "bun:test";
import { keepPrefetched } from "./prefetch-cache.ts";

const page = "http://acme.app.localhost:3000/projects.data";

test("prefetched data may be cached for seconds, by its browser, for the same cookies", () => {
  const { headers } = answer({ purpose: "prefetch" });
  expect(headers.get("cache-control")).toBe("private, max-age=5");
  expect(headers.get("vary")).toBe("Cookie");
});

test("nothing else may be cached: other data, documents, errors, redirects, and responses that forbid it", () => {
  const others = [
    answer({}),
    answer({ purpose: "prefetch", url: page.replace(".data", "") }),
    answer({ purpose: "prefetch", status: 404 }),
    answer({ purpose: "prefetch", status: 202 }),
    answer({ purpose: "prefetch", method: "HEAD" }),
  ];
  for (const { headers } of others) expect(headers.get("cache-control")).toBeNull();
  const own = answer({ purpose: "prefetch", cacheControl: "no-store" });
  expect(own.headers.get("cache-control")).toBe("no-store");
});

test("every write changes the cookie", () => {
  const written = () => answer({ method: "POST" }).headers.get("set-cookie");
  expect(written()).toMatch(/^written=[\w-]+; Path=\/; HttpOnly; SameSite=Lax$/);
  expect(written()).not.toBe(written());
  expect(answer({}).headers.get("set-cookie")).toBeNull();
});

type Choices = { purpose?: string; url?: string; status?: number; method?: string; cacheControl?: string };

function answer({ purpose, url = page, status = 200, method = "GET", cacheControl }: Choices): Response {
  const response = new Response(null, { status });
  if (cacheControl) response.headers.set("Cache-Control", cacheControl);
  const headers = purpose ? { "sec-purpose": purpose } : undefined;
  keepPrefetched(new Request(url, { method, headers }), response);
  return response;
}
