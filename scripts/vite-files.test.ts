import { afterAll, beforeAll, expect, test } from "bun:test";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { createServer as createHttpServer, get } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createServer } from "vite";

const root = join(import.meta.dir, "..");
const name = `test-${crypto.randomUUID()}`;
const secret = crypto.randomUUID();
/** Where development and operators keep secrets, and a file outside the project. */
const files = [
  join(root, `.local/${name}/passwords.json`),
  join(root, `.local/${name}/seal.ts`),
  join(root, `.env.${name}`),
  join(root, `${name}.pem`),
  join(root, `db/${name}.sql`),
  join(root, `app/.env.${name}`),
  join(tmpdir(), `${name}.json`),
];

const inBase64 = Buffer.from(`"${secret}"`).toString("base64");

const vite = await createServer({
  configFile: join(root, "scripts/vite.config.ts"),
  server: { middlewareMode: true, hmr: false, ws: false, watch: null },
  optimizeDeps: { noDiscovery: true, include: [] },
  appType: "custom",
  logLevel: "silent",
});
const http = createHttpServer((request, response) => {
  vite.middlewares(request, response, () => response.writeHead(404).end());
});
let port: number;
beforeAll(async () => {
  mkdirSync(join(root, `.local/${name}`), { recursive: true });
  for (const file of files) writeFileSync(file, `"${secret}"`, { mode: 0o600 });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  port = (http.address() as AddressInfo).port;
});
afterAll(async () => {
  for (const file of files) rmSync(file, { force: true });
  rmSync(join(root, `.local/${name}`), { recursive: true, force: true });
  http.close();
  await vite.close();
});

/** Each takes another way through Vite: the file itself, modules made of it, and spellings that once got past its checks. */
const queries = [
  ...[
    "",
    "?raw",
    "?import",
    "?url&inline",
    "?import&raw??",
    "?import&?inline=1.wasm?init",
    "?.svg?.wasm?init",
    "/",
  ],
];

for (const file of files) {
  test(`the development server does not serve ${file.replace(name, "…").replace(root, "")}`, async () => {
    const served: string[] = [];
    const asked = pathsTo(file).map(async (path) => {
      for (const query of queries) {
        const body = await fetchRaw(path + query);
        if (body.includes(secret) || body.includes(inBase64)) served.push(path + query);
      }
    });
    await Promise.all(asked);
    expect(served).toEqual([]);
  }, 30_000);
}

test("it does serve modules of the application and of packages", async () => {
  expect(await fetchRaw("/app/access/roles.ts")).toContain("export");
  expect(await fetchRaw(`/@fs${join(root, "app/access/roles.ts")}`)).toContain("export");
  expect(await fetchRaw("/node_modules/react/index.js")).toContain("module.exports");
}, 30_000);

/** Ways to name a file in a URL. */
function pathsTo(file: string): string[] {
  const inRoot = file.startsWith(root) ? [file.slice(root.length)] : [];
  const encoded = (path: string) => path.replaceAll(".", "%2e");
  return [
    ...[
      `/@fs${file}`,
      `/@fs/${file}`,
      `/@fs${encoded(file)}`,
      `/@FS${file}`,
      `/@fs${file.replaceAll("/", "//")}`,
    ],
    ...[
      `/@fs${root}/app/../..${file}`,
      `/@fs${root}/app/%2e%2e${file.slice(root.length)}`,
      `/@id/${file}`,
      `/@id/__x00__${file}`,
    ],
    ...[
      `/@fs${file.replace("/.local/", "/.LOCAL/")}`,
      `/@fs${file.replace("/.env", "/.ENV")}`,
      `/@fs${file}%00.js`,
      `/@fs${file}#x`,
    ],
    ...inRoot.flatMap((path) => [
      path,
      encoded(path),
      `/${path}`,
      path.replaceAll("/", "//"),
      `/app/..${path}`,
      `/node_modules/..${path}`,
    ]),
    ...inRoot.flatMap((path) => [
      `/app/%2e%2e${path}`,
      `/app/..%2f${path.slice(1)}`,
      `/public/..${path}`,
      `/@id${path}`,
      `/.${path}`,
    ]),
  ];
}

/** Sends the path as it is: fetch would resolve its dots. */
function fetchRaw(path: string): Promise<string> {
  return new Promise((resolve, reject) => {
    get(
      { host: "127.0.0.1", port, path, headers: { accept: "*/*", "sec-fetch-dest": "script" } },
      (response) => {
        let body = "";
        response.setEncoding("utf8").on("data", (part) => {
          body += part;
        });
        response.on("end", () => resolve(body));
      },
    ).on("error", reject);
  });
}
