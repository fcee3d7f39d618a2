import { expect, test } from "bun:test";
import postgres from "postgres";
import { createTestDatabase, testSealSecret } from "../testing/database.ts";
import { auditGuards } from "./audit-guards.ts";
import { auditLimits } from "./audit-limits.ts";

const noLimits = ["tenantry_app", "tenantry_web"].map((where) => ({
  where,
  problem: expect.stringContaining("no connection limit"),
  isWarning: true,
}));

test("without a superuser, the audit says once what could not be revoked, and finds nothing else", async () => {
  const db = await createTestDatabase("managed");
  try {
    expect(await auditGuards(db.owner, testSealSecret)).toEqual([]);
    const builtIn = {
      where: "tenantry_app",
      problem: expect.stringContaining("every built-in function"),
      isWarning: true,
    };
    expect(await auditLimits(db.owner)).toEqual([builtIn, ...noLimits]);
  } finally {
    await db.close();
  }
});

test("with a superuser only missing connection limits are a warning, until they are set", async () => {
  const db = await createTestDatabase();
  const admin = postgres(db.url("admin"), { max: 1, fetch_types: false });
  try {
    expect(await auditLimits(db.owner)).toEqual(noLimits);
    await admin.unsafe(
      "alter role tenantry_app connection limit 90; alter role tenantry_web connection limit 90",
    );
    expect(await auditLimits(db.owner)).toEqual([]);
  } finally {
    await admin.unsafe(
      "alter role tenantry_app connection limit -1; alter role tenantry_web connection limit -1",
    );
    await admin.end();
    await db.close();
  }
});
