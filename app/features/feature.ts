import type { Role } from "#app/access/roles.ts";
import type { AuditAction, Change } from "#db/queries/audit-log.ts";

/** What the rest of the application knows about a feature, declared in `app/features/<noun>/feature.ts`. */
export type Feature = {
  /** Its entry in the navigation: the path below the workspace, and the permission that shows it. */
  navigation?: { to: string; permission: string };
  /** Its rows of the permission matrix. */
  permissions?: Record<`${string}:${string}`, readonly Role[]>;
  /** What it records in the audit log. */
  audit?: { kinds: readonly Change["target"]["type"][]; actions: readonly AuditAction[] };
};

/** The words that shared lists need for a feature, in addition to those of its own views. */
export type FeatureWords<Declared extends Feature> = {
  readonly [namespace: string]: object;
} & (Declared extends { navigation: { to: infer To } }
  ? { frame: { nav: Record<To & string, string> } }
  : unknown) &
  (Declared extends { permissions: infer Permissions }
    ? { roles: { may: Record<keyof Permissions & string, string> } }
    : unknown) &
  (Declared extends { audit: { kinds: readonly (infer Kind)[]; actions: readonly (infer Action)[] } }
    ? { audit: { kinds: Record<Kind & string, string>; actions: ActionWords<Action & string> } }
    : unknown);

type ActionWords<Action extends string> = {
  [Noun in Action extends `${infer Noun}.${string}` ? Noun : never]: Record<
    Action extends `${Noun}.${infer Verb}` ? Verb : never,
    string
  >;
};
