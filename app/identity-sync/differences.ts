import type { ClerkMember, ClerkOrganization } from "#app/clerk/records.ts";
import type { DirectoryEntry } from "#db/directory/linked-tenants.ts";
import type { KnownMember } from "#db/mirror/member.ts";

/** One difference between a tenant and Clerk. */
export type Difference = {
  slug: string | null;
  clerkOrgId: string;
  what: "no-tenant" | "not-closed" | "name" | "slug" | "missing-member" | "extra-member" | "role" | "profile";
  detail: string;
};

/** Differences between the directory's entry and the organization. A closed tenant takes over a new slug when it reopens. */
export function listEntryDifferences(entry: DirectoryEntry, organization: ClerkOrganization): Difference[] {
  const name = organization.name.trim().slice(0, 256) || entry.name;
  const isOpen = entry.status === "active" || entry.status === "suspended";
  return [
    ...(name === entry.name ? [] : [differ(entry, "name", `"${entry.name}", at Clerk "${name}"`)]),
    ...(organization.slug === entry.clerkSlug || !isOpen
      ? []
      : [differ(entry, "slug", `last seen as ${entry.clerkSlug}, at Clerk ${organization.slug}`)]),
  ];
}

/** Differences between mirror and Clerk: missing and extra members, roles and profiles. */
export function listMemberDifferences(
  entry: DirectoryEntry,
  mirrored: readonly KnownMember[],
  members: readonly ClerkMember[],
): Difference[] {
  const active = new Map(mirrored.filter(({ isActive }) => isActive).map((member) => [member.id, member]));
  const present = new Set(members.map(({ id }) => id));
  const extra = [...active.keys()].filter((id) => !present.has(id));
  return [
    ...members.flatMap((member) => {
      const known = active.get(member.id);
      if (!known) return [differ(entry, "missing-member", member.id)];
      if (known.role !== member.role)
        return [differ(entry, "role", `${member.id} is ${known.role}, at Clerk ${member.role}`)];
      return isSamePerson(known, member) ? [] : [differ(entry, "profile", member.id)];
    }),
    ...extra.map((id) => differ(entry, "extra-member", id)),
  ];
}

export function differ(
  { slug, clerkOrgId }: Pick<Difference, "slug" | "clerkOrgId">,
  what: Difference["what"],
  detail: string,
): Difference {
  return { slug, clerkOrgId, what, detail };
}

/** A name that was entered here stays if Clerk has none. A row without a membership id gets it from Clerk. */
function isSamePerson(known: KnownMember, member: ClerkMember): boolean {
  return (
    known.membershipId === member.membershipId &&
    known.email === member.email &&
    known.avatarUrl === member.avatarUrl &&
    (member.firstName === "" || known.firstName === member.firstName) &&
    (member.lastName === "" || known.lastName === member.lastName)
  );
}
