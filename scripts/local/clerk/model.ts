/** The local Clerk's state. Times are Unix milliseconds, as in Clerk's own JSON. */
export type State = {
  version: 1;
  /** PKCS #8 PEM of the key that signs session tokens; stored, so that tokens survive a restart. */
  signingKey: string;
  users: Record<string, User>;
  organizations: Record<string, Organization>;
  memberships: Record<string, Membership>;
  invitations: Record<string, Invitation>;
  clients: Record<string, Client>;
  sessions: Record<string, Session>;
  signIns: Record<string, SignIn>;
  signUps: Record<string, SignUp>;
  signInTokens: Record<string, SignInToken>;
  /** Uploaded pictures as data URLs, by user or organization id. */
  images?: Record<string, string>;
  mails: Mail[];
  deliveries: Delivery[];
};

/** What look-ups need from the local Clerk. */
export type WithState = { state: State };

export type Metadata = Record<string, unknown>;

type Times = { createdAt: number; updatedAt: number };
type Described = Times & { publicMetadata: Metadata; privateMetadata: Metadata };

export type EmailAddress = { id: string; address: string; verification: Verification };

export type User = Described & {
  id: string;
  emails: EmailAddress[];
  primaryEmailId: string | null;
  firstName: string | null;
  lastName: string | null;
  passwordDigest: string | null;
  passwordUpdatedAt: number | null;
  externalId: string | null;
  unsafeMetadata: Metadata;
  lastSignInAt: number | null;
  lastActiveAt: number | null;
};

export type Organization = Described & {
  id: string;
  name: string;
  slug: string;
  createdBy: string | null;
  maxAllowedMemberships: number;
  adminDeleteEnabled: boolean;
};

export type RoleKey = "org:owner" | "org:admin" | "org:member" | "org:viewer";

export type Membership = Described & {
  id: string;
  organizationId: string;
  userId: string;
  role: RoleKey;
};

export type InvitationStatus = "pending" | "accepted" | "revoked" | "expired";

export type Invitation = Described & {
  id: string;
  organizationId: string;
  emailAddress: string;
  role: RoleKey;
  status: InvitationStatus;
  ticket: string;
  redirectUrl: string | null;
  inviterId: string | null;
  acceptedBy: string | null;
  expiresAt: number;
};

/** A browser. Its token is the value of the `__client` cookie. */
export type Client = Times & {
  id: string;
  token: string;
  signInId: string | null;
  signUpId: string | null;
  lastActiveSessionId: string | null;
  lastStrategy: string | null;
};

export type SessionStatus = "active" | "ended" | "removed" | "revoked" | "expired";

export type Session = Times & {
  id: string;
  clientId: string;
  userId: string;
  status: SessionStatus;
  lastActiveOrganizationId: string | null;
  userAgent: string;
  verifiedAt: number;
  lastActiveAt: number;
  expireAt: number;
};

export type Verification = {
  status: "unverified" | "verified" | "failed" | "expired";
  strategy: string;
  attempts: number;
  expireAt: number | null;
  code: string | null;
};

export type SignInStatus = "needs_identifier" | "needs_first_factor" | "needs_new_password" | "complete";

export type SignIn = {
  id: string;
  clientId: string;
  status: SignInStatus;
  identifier: string | null;
  userId: string | null;
  firstFactor: Verification | null;
  createdSessionId: string | null;
  createdAt: number;
};

export type SignUp = {
  id: string;
  clientId: string;
  status: "missing_requirements" | "complete" | "abandoned";
  emailAddress: string | null;
  firstName: string | null;
  lastName: string | null;
  passwordDigest: string | null;
  unsafeMetadata: Metadata;
  emailVerification: Verification | null;
  invitationId: string | null;
  createdSessionId: string | null;
  createdUserId: string | null;
  createdAt: number;
};

export type SignInToken = Times & {
  id: string;
  userId: string;
  token: string;
  status: "pending" | "accepted" | "revoked";
  expiresAt: number;
};

export type Mail = {
  id: string;
  kind: "code" | "invitation";
  to: string;
  subject: string;
  text: string;
  code: string | null;
  link: string | null;
  createdAt: number;
};

export type DeliveryAttempt = { at: number; status: number | null; response: string; durationMs: number };

export type Delivery = {
  /** The svix-id, the same for all attempts. */
  id: string;
  type: string;
  body: string;
  /** Dropped: not sent because of the controls. */
  status: "pending" | "delivered" | "failed" | "dropped";
  attempts: DeliveryAttempt[];
  /** How many attempts were made before the current round of the retry schedule. */
  roundStart: number;
  nextAttemptAt: number | null;
  createdAt: number;
};
