import type { FeatureWords } from "#app/features/feature.ts";
import type { members as feature } from "#app/features/members/feature.ts";

export const members = {
  title: "Members",
  count:
    "{count, plural, =1 {Only you, so far. Invite the people you work with.} other {# people work here.}}",
  you: "You",
  joined: "Joined <when></when>",
  seen: "Last here <when></when>",
  never: "Not here yet",
  menu: "Role of {name}:",
  noneFound: "Nobody found",
  noneFoundText: "Nobody here fits that. Try other words, or another role.",
  means: {
    owner: "Everything, owners and deletion included",
    admin: "People, settings and all projects",
    member: "Creates and changes projects and tasks",
    viewer: "Sees everything, changes nothing",
  },
  filter: {
    title: "Find members",
    words: "Name or address",
    role: "Role",
    anyRole: "Every role",
    apply: "Show",
    clear: "Clear",
  },
  invite: {
    title: "Invite people",
    emails: "Invite by email",
    hint: "Several addresses are separated by commas.",
    placeholder: "ana@example.com",
    role: "As",
    submit: "Invite",
    sending: "Inviting…",
  },
  makeOwner: {
    title: "Make {name} an owner?",
    text: "{name} may then do all that you may: make and remove owners, move this workspace, and delete it.",
    confirm: "Make them an owner",
  },
  remove: {
    open: "Remove from the workspace…",
    title: "Remove {name} from the workspace?",
    text: "They are out at once, on all devices. Their projects and tasks stay under their name, for others to take over.",
    confirm: "Remove",
  },
  leave: {
    title: "Leave this workspace",
    text: "You lose access at once. What you made stays under your name.",
    onlyOwner:
      "You are its only owner. Make somebody else one first, or delete the workspace in its settings.",
    open: "Leave…",
    question: "Leave {workspace}?",
    confirmText:
      "You cannot come back by yourself: somebody has to invite you. Your projects and tasks stay here.",
    confirm: "Leave",
  },
  pending: {
    title: "Pending invitations",
    none: "Nobody is waiting to join.",
    away: "Clerk, which keeps the invitations, does not answer. Everything else on this page works: look again in a moment.",
    show: "Show them",
    by: "Invited by <inviter></inviter>, <when></when>",
    at: "Invited <when></when>",
    expires: "expires {when}",
    ended: "Revoked or expired in the last 30 days ({count, number})",
    revoked: "Revoked <when></when>",
    expired: "Expired <when></when>",
    revoke: "Revoke<hidden> the invitation of {email}</hidden>",
  },
  outcome: {
    close: "Close",
    patience: "It takes longer than usual. You can leave this page: it happens anyway.",
    done: {
      invite: "{whom} has mail: the invitation is on its way.",
      "revoke-invitation": "The invitation is revoked.",
      "change-role": "{whom} has a new role: {role}.",
      "remove-member": "{whom} is no longer a member.",
      leave: "You have left.",
    },
    waiting: {
      invite: "Inviting {whom}.",
      "revoke-invitation": "Revoking the invitation.",
      "change-role": "Changing the role of {whom}.",
      "remove-member": "Removing {whom}.",
      leave: "Leaving the workspace.",
    },
    refused: {
      invite: "{whom} was not invited.",
      "revoke-invitation": "The invitation was not revoked.",
      "change-role": "The role of {whom} stays as it was.",
      "remove-member": "{whom} was not removed.",
      leave: "You are still a member.",
    },
    reasons: {
      "already-member": "They are a member already.",
      "already-invited": "They have an invitation already: revoke it to send another.",
      "bad-address": "Clerk does not take this address.",
      "no-such-role": "Clerk has no such role for this application. It is made in Clerk’s dashboard.",
      "too-many-invitations": "Too many invitations were sent within the hour. Try again later.",
      "members-full": "The workspace has as many members as Clerk allows it.",
      "last-owner": "A workspace keeps an owner: make somebody else one first.",
      "not-allowed": "Your role, or theirs, has changed in the meantime.",
      "no-member": "They are not a member any more.",
      "no-invitation": "It is not open any more.",
      "too-old": "It could not be done within an hour. Ask again.",
      other: "Clerk refused it. Nothing was changed.",
    },
  },
} as const;

/** Its own words, and what the lists of all features say of it. */
export const words = {
  members,
  titles: { members: "Members" },
  frame: { nav: { members: "Members" } },
  roles: {
    may: {
      "members:read": "See who is in the workspace",
      "members:manage": "Invite and remove people, and change roles below one’s own",
    },
  },
  audit: {
    kinds: { member: "Members", invitation: "Invitations" },
    actions: {
      member: {
        joined: "let <target></target> in",
        left: "ended the membership of <target></target>",
        "role-changed": "changed the role of <target></target>",
        invited: "invited <target></target>",
      },
      invitation: { revoked: "revoked the invitation of <target></target>" },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
