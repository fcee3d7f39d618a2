/**
 * A guard, grant or object that is not as it should be; where it can be shown, what was found and what is wanted. A warning
 * names a bound that is not set.
 */
export type Finding = {
  where: string;
  problem: string;
  found?: string;
  wanted?: string;
  isWarning?: boolean;
};

/** The structure of one table that differs: lines it should not have, and lines it lacks. */
export type Drift = { slug: string; table: string; extra: string[]; missing: string[] };
