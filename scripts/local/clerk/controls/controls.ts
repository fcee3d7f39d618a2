import { activeSessionsOf, endSession } from "#scripts/local/clerk/directory/sessions.ts";
import type { Delivery, Session, SessionStatus, WithState } from "#scripts/local/clerk/model.ts";
import type { WebhookQueue } from "#scripts/local/clerk/webhooks/queue.ts";
import {
  type ControlChanges,
  ControlError,
  type ControlSettings,
  NO_FAULTS,
  parseChanges,
} from "./settings.ts";

type Controlled = WithState & { webhooks: WebhookQueue; changed: () => void };

/** Injects the failures that Clerk and its network have. Kept in memory: a restart resets them. */
export class Controls {
  private current = NO_FAULTS;

  constructor(private readonly clerk: Controlled) {}

  get settings(): ControlSettings {
    return this.current;
  }

  /** Changes the given settings only; throws ControlError for unknown names and invalid values. */
  set(changes: ControlChanges): ControlSettings {
    const { webhooks, backend } = parseChanges(changes);
    return this.apply({
      webhooks: { ...this.current.webhooks, ...webhooks },
      backend: { ...this.current.backend, ...backend },
    });
  }

  /** Everything works again. Dropped deliveries stay dropped, held ones are sent. */
  reset(): ControlSettings {
    return this.apply(NO_FAULTS);
  }

  /** Newest first. */
  deliveries(): Delivery[] {
    return this.clerk.state.deliveries.toReversed();
  }

  /** Sends a stored delivery again, whatever its status. */
  replay(deliveryId: string): void {
    if (!this.clerk.webhooks.deliverAgain(deliveryId))
      throw new ControlError(`There is no delivery ${deliveryId}.`, 404);
  }

  /** Expires all sessions of a user. Issued tokens stay valid for their minute, as at Clerk. */
  expireSessions(userId: string): Session[] {
    if (!this.clerk.state.users[userId]) throw new ControlError(`There is no user ${userId}.`, 404);
    const sessions = activeSessionsOf(this.clerk, { userId });
    return sessions.map((session) => this.end(session, "expired"));
  }

  expireSession(sessionId: string): Session {
    return this.end(this.getSession(sessionId), "expired");
  }

  /** Revokes a session, as an administrator does. */
  revokeSession(sessionId: string): Session {
    return this.end(this.getSession(sessionId), "revoked");
  }

  private apply(settings: ControlSettings): ControlSettings {
    this.current = settings;
    this.clerk.webhooks.setFaults(settings.webhooks);
    return settings;
  }

  private getSession(id: string): Session {
    const session = this.clerk.state.sessions[id];
    if (!session) throw new ControlError(`There is no session ${id}.`, 404);
    return session;
  }

  private end(session: Session, status: SessionStatus): Session {
    endSession(this.clerk, session, status);
    if (status === "expired") session.expireAt = Math.min(session.expireAt, Date.now());
    this.clerk.changed();
    return session;
  }
}
