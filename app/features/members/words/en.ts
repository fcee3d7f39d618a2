import type { FeatureWords } from "#app/features/feature.ts";
import type { members as feature } from "#app/features/members/feature.ts";

export const members = {
  title: "Members",
  count: "{count, plural, =1 {It’s just you so far. Invite your team.} other {# members}}",
  you: "You",
  joined: "Joined <when></when>",
  seen: "Last seen <when></when>",
  never: "Never signed in",
  menu: "Manage {name}, role:",
  noneFound: "No members found",
  noneFoundText: "No members match your search. Try another name or role.",
  means: {
    owner: "Full access, including managing owners and deleting the workspace",
    admin: "Manages members, settings and all projects",
    member: "Creates and edits projects and tasks",
    viewer: "Views everything but can’t make changes",
  },
  filter: {
    title: "Find members",
    words: "Name or email",
    role: "Role",
    anyRole: "Any role",
    apply: "Apply",
    clear: "Clear filters",
  },
  invite: {
    title: "Invite people",
    emails: "Email addresses",
    hint: "Separate email addresses with commas.",
    placeholder: "ana@example.com",
    role: "Role",
    submit: "Invite",
    sending: "Inviting…",
  },
  makeOwner: {
    title: "Make {name} an owner?",
    text: "{name} will be able to do everything you can: add and remove owners, change this workspace’s address and delete it.",
    confirm: "Make owner",
  },
  remove: {
    open: "Remove from workspace…",
    title: "Remove {name} from the workspace?",
    text: "They’ll lose access immediately, on all their devices. Their projects and tasks stay in the workspace under their name.",
    confirm: "Remove",
  },
  leave: {
    title: "Leave this workspace",
    text: "You’ll lose access immediately. Your projects and tasks stay under your name.",
    onlyOwner:
      "You’re the only owner. Make someone else an owner first, or delete the workspace in its settings.",
    open: "Leave…",
    question: "Leave {workspace}?",
    confirmText: "To come back, you’ll need a new invitation. Your projects and tasks stay here.",
    confirm: "Leave",
  },
  pending: {
    title: "Pending invitations",
    none: "No pending invitations.",
    away: "We can’t load the invitations right now. Everything else on this page works. Try again in a moment.",
    show: "Show invitations",
    by: "Invited by <inviter></inviter> <when></when>",
    at: "Invited <when></when>",
    expires: "expires {when}",
    ended: "Revoked or expired in the last 30 days ({count, number})",
    revoked: "Revoked <when></when>",
    expired: "Expired <when></when>",
    revoke: "Revoke<hidden> the invitation to {email}</hidden>",
  },
  outcome: {
    close: "Close",
    patience: "This is taking longer than usual. You can leave this page; we’ll finish it in the background.",
    done: {
      invite: "Invitation sent to {whom}.",
      "revoke-invitation": "Invitation revoked.",
      "change-role": "{whom}’s role is now {role}.",
      "remove-member": "{whom} is no longer a member.",
      leave: "You’ve left the workspace.",
    },
    waiting: {
      invite: "Inviting {whom}…",
      "revoke-invitation": "Revoking the invitation…",
      "change-role": "Changing {whom}’s role…",
      "remove-member": "Removing {whom}…",
      leave: "Leaving the workspace…",
    },
    refused: {
      invite: "{whom} wasn’t invited.",
      "revoke-invitation": "The invitation wasn’t revoked.",
      "change-role": "{whom}’s role wasn’t changed.",
      "remove-member": "{whom} wasn’t removed.",
      leave: "You’re still a member.",
    },
    reasons: {
      "already-member": "They’re already a member.",
      "already-invited": "They already have a pending invitation. Revoke it to send a new one.",
      "bad-address": "This email address isn’t accepted. Check it for typos.",
      "no-such-role": "This role isn’t available at the moment. Contact support.",
      "too-many-invitations": "Too many invitations in the last hour. Try again later.",
      "members-full": "This workspace has reached its member limit.",
      "last-owner": "A workspace needs at least one owner. Make someone else an owner first.",
      "not-allowed": "Your role or theirs has changed in the meantime.",
      "no-member": "They’re no longer a member.",
      "no-invitation": "It has already been accepted or revoked, or it has expired.",
      "too-old": "It couldn’t be completed within 15 minutes, so we’ve stopped trying. Ask for it again.",
      other: "The request was refused and nothing was changed. Try again, or contact support.",
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
      "members:read": "View members",
      "members:manage": "Invite and remove members, and change roles below their own",
    },
  },
  audit: {
    kinds: { member: "Members", invitation: "Invitations" },
    actions: {
      member: {
        joined: "added <target></target>",
        left: "{self, select, true {left the workspace} other {removed <target></target>}}",
        "role-changed": "changed the role of <target></target>",
        invited: "invited <target></target>",
      },
      invitation: { revoked: "revoked the invitation to <target></target>" },
    },
  },
} as const satisfies FeatureWords<typeof feature>;
