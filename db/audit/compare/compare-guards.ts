import type postgres from "postgres";
import type { Finding } from "../finding.ts";
import { type Difference, listGuardDifferences, type WantedTenant } from "./guard-differences.ts";
import type { Reference } from "./reference.ts";
import { listRelations, type RelationDetail } from "./relations.ts";

/** Compares guard and grants of every relation of every tenant with the reference. Changes nothing. */
export async function compareGuards(sql: postgres.Sql, reference: Reference): Promise<Finding[]> {
  const findings = await sql.begin("isolation level repeatable read read only", async (tx) => {
    // The planner expects a hundred rows of JSON, however many there are.
    await tx`select set_config('enable_nestloop', 'off', true), set_config('jit', 'off', true)`;
    const tenants = await listTenants(tx, reference);
    const differences = await listGuardDifferences(tx, tenants, reference);
    return [
      ...explainPresence(differences),
      ...(await explainDifferences(tx, differences, tenants, reference)),
    ];
  });
  return findings as Finding[];
}

type TenantRow = { id: string; schema: string; schema_version: number; status: string };

async function listTenants(tx: postgres.ISql, { version }: Reference): Promise<WantedTenant[]> {
  const rows = await tx<TenantRow[]>`
    select id, schema_name as schema, schema_version, status from public.tenants`;
  return rows.map(({ id, schema, schema_version, status }) => {
    const isBehind = schema_version < version || status === "provisioning";
    return { id, schema, isBehind };
  });
}

function explainPresence(differences: readonly Difference[]): Finding[] {
  const problems = { missing: "is missing", stray: "is not on the list of tables", different: undefined };
  return differences.flatMap(({ schema, relation, kind }) => {
    const problem = problems[kind];
    return problem ? [{ where: `${schema}.${relation}`, problem }] : [];
  });
}

/** Reads the relations that differ in words, some hundred tenants at a time, and names what differs. */
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
    const details = await listRelations(tx, schemas.slice(from, from + 500));
    for (const detail of details.filter(({ schema, relation }) => names.has(`${schema}.${relation}`))) {
      findings.push(...explain(detail, bySchema.get(detail.schema), reference.details.get(detail.relation)));
    }
  }
  return uniqueFindings(findings);
}

const facets = {
  kind: "the kind",
  owner: "the owner",
  rowSecurity: "row-level security",
  policies: "the policies",
  grants: "the grants",
  options: "the options",
} as const;
type Facet = keyof typeof facets;

function explain(
  found: RelationDetail,
  tenant: WantedTenant | undefined,
  wanted: RelationDetail | undefined,
): Finding[] {
  const differsIn = (facet: Facet): Finding => ({
    where: `${found.schema}.${found.relation}`,
    problem: `differs in ${facets[facet]}`,
    found: found[facet],
    wanted: wanted?.[facet] ?? "",
  });
  const differs = (facet: Facet) => found[facet] !== wanted?.[facet];
  const keys = Object.keys(facets) as Facet[];
  const findings = [...keys.filter(differs).map(differsIn), ...explainConstants(found, tenant)];
  return findings.length > 0 ? findings : [differsIn("policies")];
}

/** A policy with the right text may still open for another tenant's id. */
function explainConstants(
  { schema, constants }: RelationDetail,
  tenant: WantedTenant | undefined,
): Finding[] {
  const isForeign = constants.some((constant) => constant !== tenant?.id);
  return isForeign ? [{ where: schema, problem: "has policies with the id of another tenant" }] : [];
}

function uniqueFindings(findings: readonly Finding[]): Finding[] {
  return [...new Map(findings.map((finding) => [`${finding.where} ${finding.problem}`, finding])).values()];
}
