import { join } from "node:path";
import { environmentsOf, sealSecret } from "#scripts/local/dev/environments.ts";
import { planDevelopment, type Source } from "#scripts/local/dev/plan.ts";
import { findLocalUrls } from "#scripts/local/postgres/postgres.ts";

const stateDir = join(import.meta.dir, "../../.local");

/**
 * The environment of an operator's script: the process's own, or, if that names no database and is not production, that
 * of the worker of the development setup in this directory.
 */
export function operatorEnvironment(source: Source = process.env): Source {
  if (source.NODE_ENV === "production") return source;
  const plan = planDevelopment(source);
  const urls = plan.hasLocalPostgres ? findLocalUrls({ port: plan.ports.postgres, stateDir }) : undefined;
  return urls ? environmentsOf(plan, source, urls, sealSecret(stateDir)).worker : source;
}
