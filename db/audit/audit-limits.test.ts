import { expect, test } from "bun:test";
import { createTestDatabase, testSealSecret } from "../testing/database.ts";
import { limitConnections } from "../testing/limit-connections.ts";
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
  try {
    expect(await auditLimits(db.owner)).toEqual(noLimits);
    await limitConnections(db.admin, 90);
    expect(await auditLimits(db.owner)).toEqual([]);
  } finally {
    await limitConnections(db.admin, -1);
    await db.close();
  }
});
