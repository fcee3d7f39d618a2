import type { AuditAction, Change } from "#db/queries/audit-log.ts";
import { audit } from "./audit/feature.ts";
import { dashboard } from "./dashboard/feature.ts";
import type { Feature } from "./feature.ts";
import { labels } from "./labels/feature.ts";
import { members } from "./members/feature.ts";
import { onboarding } from "./onboarding/feature.ts";
import { projects } from "./projects/feature.ts";
import { settings } from "./settings/feature.ts";
import { tasks } from "./tasks/feature.ts";

/** All features, in the order of the navigation. */
export const features = { dashboard, projects, tasks, labels, members, onboarding, settings, audit } as const;

type Declared = (typeof features)[keyof typeof features];

/** The entries of the navigation, in order. */
export const navigation = Object.values(features).flatMap((feature) =>
  "navigation" in feature ? [feature.navigation] : [],
);

type Audit = Extract<Declared, { audit: unknown }>["audit"];
export type AuditKind = Audit["kinds"][number];

/** The kinds of targets in the audit log. */
export const auditKinds = Object.values<Feature>(features).flatMap(
  ({ audit }) => audit?.kinds ?? [],
) as AuditKind[];

/** Does not compile if the database layer records an action that no feature declares. */
export const everyAuditEntryIsDeclared: [AuditAction, Change["target"]["type"]] extends [
  Audit["actions"][number],
  AuditKind,
]
  ? true
  : never = true;
