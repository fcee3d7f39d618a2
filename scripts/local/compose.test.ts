import { expect, test } from "bun:test";
import { existsSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { z } from "zod";

const root = join(import.meta.dir, "../..");
const service = z.strictObject({
  image: z.string().regex(/^[a-z]+:\d+\.\d+(\.\d+)?$/, "pinned to a version"),
  environment: z.record(z.string(), z.string()).optional(),
  command: z.array(z.string()).optional(),
  ports: z.array(
    z.string().regex(/^127\.0\.0\.1:\$\{COMPOSE_[A-Z]+_PORT:-\d+\}:\d+$/, "on the loopback address"),
  ),
  volumes: z.array(z.string()).default([]),
  healthcheck: z.strictObject({
    test: z.tuple([z.literal("CMD")], z.string()),
    interval: z.string(),
    timeout: z.string(),
    retries: z.number(),
    start_period: z.string().optional(),
  }),
  restart: z.literal("unless-stopped"),
});
const compose = z
  .strictObject({
    name: z.literal("tenantry"),
    services: z.strictObject({ postgres: service, redis: service }),
    volumes: z.strictObject({ postgres: z.null() }),
  })
  .parse(parse(readFileSync(join(root, "docker-compose.yml"), "utf8")));

test("compose runs pinned PostgreSQL 18 and Redis 8 on loopback, with health checks", () => {
  const { postgres, redis } = compose.services;
  expect(postgres.image).toStartWith("postgres:18.");
  expect(redis.image).toStartWith("redis:8.");
  expect(postgres.healthcheck.test).toContain("pg_isready");
  expect(redis.healthcheck.test).toContain("redis-cli");
});

test("every file and volume that compose mounts exists", () => {
  const sources = compose.services.postgres.volumes.map((volume) => volume.split(":")[0] ?? "");
  expect(sources.filter((source) => !existsSync(join(root, source)) && !(source in compose.volumes))).toEqual(
    [],
  );
  expect(sources).toContain("./scripts/bootstrap.sql");
});

test("compose gives every role of bootstrap.sql that can sign in the password that .env.example uses", () => {
  const bootstrap = readFileSync(join(root, "scripts/bootstrap.sql"), "utf8");
  const roles = (bootstrap.match(/tenantry_(?=[a-z])[a-z]+/g) ?? []).filter(
    (role) => role !== "tenantry_lint" && role !== "tenantry_monitor",
  );
  expect(bootstrap).toContain("create role tenantry_lint nologin");
  expect(bootstrap).toContain("create role tenantry_monitor nologin");
  const passwords = readFileSync(join(root, "scripts/local/compose-passwords.sql"), "utf8");
  for (const role of new Set(roles)) expect(passwords).toContain(`alter role ${role} password 'tenantry';`);
  expect(new Set(roles).size).toBe(4);
  expect(readFileSync(join(root, ".env.example"), "utf8")).toContain(
    "tenantry_app:tenantry@127.0.0.1:5432/tenantry",
  );
});

test(".env.example lists every variable the processes read, and sets none", () => {
  const example = readFileSync(join(root, ".env.example"), "utf8");
  const named = new Set([...example.matchAll(/^# ([A-Z_]+)=/gm)].map((match) => match[1]));
  const schemas = readFileSync(join(root, "app/env.server.ts"), "utf8");
  const read = [...schemas.matchAll(/^ +([A-Z][A-Z_]+): /gm)].map((match) => match[1]);
  expect(read.length).toBeGreaterThan(15);
  expect(read.filter((name) => name !== "NODE_ENV" && !named.has(name))).toEqual([]);
  expect(example.split("\n").filter((line) => line && !line.startsWith("#"))).toEqual([]);
});
