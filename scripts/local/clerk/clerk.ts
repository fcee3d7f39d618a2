import { createHash } from "node:crypto";
import type { Controls } from "./controls/controls.ts";
import type { Handshakes } from "./frontend/handshake-nonces.ts";
import type { State } from "./model.ts";
import type { TokenSigner } from "./tokens.ts";
import type { WebhookQueue } from "./webhooks/queue.ts";

export type Settings = {
  port: number;
  /** The application's apex, e.g. `http://app.localhost:3000`. */
  baseUrl: string;
  frontendUrl: string;
  frontendHost: string;
  publishableKey: string;
  cookieSuffix: string;
  secretKey: string;
};

/** Everything that request handlers use. */
export type Clerk = {
  settings: Settings;
  state: State;
  tokens: TokenSigner;
  webhooks: WebhookQueue;
  handshakes: Handshakes;
  controls: Controls;
  /** Call after a state change outside a request. */
  changed: () => void;
  observer?: Observer;
  log: (message: string) => void;
};

/** Sees every response and event, for tests that check them. */
export type Observer = {
  answered(answer: Answer): void;
  sent(event: { type: string; body: unknown }): void;
};

export type Answer = {
  api: "backend" | "frontend";
  method: string;
  path: string;
  status: number;
  text: string;
};

/** An instance is known by its keys: another state is another instance. */
export function instanceId({ state }: Pick<Clerk, "state">): string {
  return `ins_${createHash("sha256").update(state.signingKey).digest("hex").slice(0, 27)}`;
}
