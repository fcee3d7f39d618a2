import type postgres from "postgres";
import { listKeyHashes } from "#db/tenant/guard.ts";
import { readMigrations } from "../migrate/migration-files.ts";
import { type Difference, listDifferences, type WantedTenant } from "./differences.ts";
import type { Finding } from "./finding.ts";
import { type Reference, readReference } from "./reference.ts";
import { listShapeDetails, type ShapeDetail } from "./shapes.ts";

type TenantRow = { id: string; schema: string; schema_version: number; status: string };

/** Every relation of every tenant against the reference, and every key's hash against the seal secret. */
export async function auditTenants(sql: postgres.Sql, sealSecret: string): Promise<Finding[]> {
  const reference = await readReference(sql, sealSecret);
  const findings = await sql.begin("isolation level repeatable read read only", async (tx) => {
    // The planner takes the rows sent along for a hundred, however many they are.
    await tx`select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`;
    const tenants = await listTenants(tx, sealSecret);
    const differences = await listDifferences(tx, tenants, reference);
    return [...absences(differences), ...(await explainDifferences(tx, differences, tenants, reference))];
  });
  return findings as Finding[];
}

async function listTenants(tx: postgres.ISql, sealSecret: string): Promise<WantedTenant[]> {
  const rows = await tx<TenantRow[]>`
    select id, schema_name as schema, schema_version, status from public.tenants`;
  const current = readMigrations("tenant").length;
  return rows.map(({ id, schema, schema_version, status }) => {
    const isBehind = schema_version < current || status === "provisioning";
    return { id, schema, hashes: listKeyHashes(sealSecret, id), isBehind };
  });
}

function absences(differences: readonly Difference[]): Finding[] {
  const problems = { missing: "is missing", stray: "is not on the list of tables", different: undefined };
  return differences.flatMap(({ schema, relation, kind }) => {
    const problem = problems[kind];
    return problem ? [{ where: `${schema}.${relation}`, problem }] : [];
  });
}

/** Reads the relations that differ in full, some hundred tenants at a time, and says in what they do. */
async function explainDifferences(
  tx: postgres.ISql,
  differences: readonly Difference[],
  tenants: readonly WantedTenant[],
  reference: Reference,
): Promise<Finding[]> {
  const different = differences.filter(({ kind }) => kind === "different");
  const names = new Set(different.map(({ schema, relation }) => `${schema}.${relation}`));
  const schemas = [...new Set(different.map(({ schema }) => schema))];
  const bySchema = new Map(tenants.map((tenant) => [tenant.schema, tenant]));
  const findings: Finding[] = [];
  for (let from = 0; from < schemas.length; from += 500) {
    const details = await listShapeDetails(tx, schemas.slice(from, from + 500));
    for (const detail of details.filter(({ schema, relation }) => names.has(`${schema}.${relation}`))) {
      findings.push(...explain(detail, bySchema.get(detail.schema), reference.details.get(detail.relation)));
    }
  }
  return uniqueFindings(findings);
}

const aspects = {
  kind: "kind",
  owner: "owner",
  rowSecurity: "row-level security",
  policies: "policies",
  grants: "grants",
  options: "options",
} as const;

function explain(
  found: ShapeDetail,
  tenant: WantedTenant | undefined,
  wanted: ShapeDetail | undefined,
): Finding[] {
  const keys = Object.keys(aspects) as (keyof typeof aspects)[];
  const differsIn = (key: keyof typeof aspects): Finding => ({
    where: `${found.schema}.${found.relation}`,
    problem: `${aspects[key]} are not as they should be`,
    found: found[key],
    wanted: wanted?.[key] ?? "",
  });
  const differs = (key: keyof typeof aspects) =>
    key === "policies" ? oneHash(found.policies) !== oneHash(wanted?.policies) : found[key] !== wanted?.[key];
  const findings = [...keys.filter(differs).map(differsIn), ...explainConstants(found, tenant)];
  return findings.length > 0 ? findings : [differsIn("policies")];
}

/** How many hashes a policy has is told apart from what it says: in a rotation it has two. */
function oneHash(policies: string | undefined): string | undefined {
  return policies?.replaceAll(
    /= ANY \(ARRAY\['\\x\$hash'::bytea(?:, '\\x\$hash'::bytea)*\]\)/g,
    "= '\\x$$hash'::bytea",
  );
}

/** The right text may still open for somebody else, by another tenant's id or another key, or not for whom it should. */
function explainConstants({ schema, constants }: ShapeDetail, tenant: WantedTenant | undefined): Finding[] {
  if (constants.length === 0) return [];
  const hashes = tenant?.hashes ?? [];
  const isHash = (constant: string) => constant.length === 64;
  const problems = {
    "has policies with the hash of another key": constants.some(
      (constant) => isHash(constant) && !hashes.includes(constant),
    ),
    "has policies with the id of another tenant": constants.some(
      (constant) => !isHash(constant) && constant !== tenant?.id,
    ),
    "has policies that lack the hash of a key in force":
      hashes.length > 1 && !hashes.every((hash) => constants.includes(hash)),
  };
  return Object.entries(problems).flatMap(([problem, isSo]) => (isSo ? [{ where: schema, problem }] : []));
}

function uniqueFindings(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.where} ${finding.problem}`, finding])).values()];
}
