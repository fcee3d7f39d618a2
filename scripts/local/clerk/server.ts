import { answerBackend } from "./backend/api.ts";
import type { Clerk, Observer, Settings } from "./clerk.ts";
import { answerControls } from "./controls/api.ts";
import { Controls } from "./controls/controls.ts";
import { answerFrontend, methodOf } from "./frontend/api.ts";
import { Handshakes } from "./frontend/handshake-nonces.ts";
import { findAsset } from "./http/assets.ts";
import { ClerkError } from "./http/errors.ts";
import { errorReply, json } from "./http/http.ts";
import { cookieSuffix, frontendHost, frontendUrl, publishableKey } from "./keys.ts";
import { answerOutbox } from "./outbox/api.ts";
import { Store } from "./store.ts";
import { TokenSigner } from "./tokens.ts";
import { DEVELOPMENT_RETRIES, WebhookQueue } from "./webhooks/queue.ts";

export type LocalClerkOptions = {
  port: number;
  /** The application's apex, e.g. `http://app.localhost:3000`. */
  baseUrl: string;
  /** The JSON file with the state; null for memory only. */
  statePath: string | null;
  secretKey: string;
  webhook: { url: string; secret: string } | null;
  /** Delays after each failed attempt, in milliseconds. */
  retrySchedule?: number[];
  observer?: Observer;
  log?: (message: string) => void;
};

export type LocalClerk = {
  /** The Backend API. */
  url: string;
  /** The Frontend API, clerk-js and the outbox. */
  frontendUrl: string;
  publishableKey: string;
  controls: Controls;
  stop(): Promise<void>;
};

const MAX_BODY_BYTES = 1024 * 1024;

/**
 * Starts a local Clerk on loopback only, because its keys are public.
 * @throws Bun.serve's errors, such as EADDRINUSE.
 */
export async function startLocalClerk(options: LocalClerkOptions): Promise<LocalClerk> {
  const log = options.log ?? console.error;
  const store = new Store(options.statePath, log);
  const clerk = newClerk(options, store, log);
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: options.port,
    maxRequestBodySize: MAX_BODY_BYTES,
    fetch: async (request) => {
      const response = await answer(clerk, request);
      store.changed();
      return response;
    },
    error: (error) => {
      const { status, body } = errorReply(clerk, error);
      return json(body, status);
    },
  });
  store.save();
  clerk.webhooks.start();
  return {
    url: `http://127.0.0.1:${options.port}`,
    frontendUrl: clerk.settings.frontendUrl,
    publishableKey: clerk.settings.publishableKey,
    controls: clerk.controls,
    stop: async () => {
      await Promise.all([server.stop(true), clerk.webhooks.stop()]);
      store.save();
    },
  };
}

function newClerk(options: LocalClerkOptions, store: Store, log: (message: string) => void): Clerk {
  const { port, baseUrl, secretKey, webhook } = options;
  const key = publishableKey(port, baseUrl);
  const settings: Settings = {
    port,
    baseUrl,
    secretKey,
    frontendUrl: frontendUrl(port, baseUrl),
    frontendHost: frontendHost(port, baseUrl),
    publishableKey: key,
    cookieSuffix: cookieSuffix(key),
  };
  const webhooks = new WebhookQueue({
    deliveries: store.state.deliveries,
    endpoint: webhook,
    retries: options.retrySchedule ?? DEVELOPMENT_RETRIES,
    onChange: () => store.changed(),
    log,
  });
  const tokens = new TokenSigner(store.state.signingKey, `https://${settings.frontendHost}`);
  const handshakes = new Handshakes();
  const changed = () => store.changed();
  const parts = {
    settings,
    state: store.state,
    tokens,
    webhooks,
    handshakes,
    log,
    changed,
    observer: options.observer,
  };
  return { ...parts, controls: new Controls(parts) };
}

/** The APIs share paths; the host distinguishes them. */
async function answer(clerk: Clerk, request: Request): Promise<Response> {
  const url = new URL(request.url);
  const isFrontend = url.host === clerk.settings.frontendHost;
  const isBackend = [`127.0.0.1:${clerk.settings.port}`, `localhost:${clerk.settings.port}`].includes(
    url.host,
  );
  if (!isFrontend && !isBackend) {
    const { status, body } = errorReply(
      clerk,
      new ClerkError(421, "host_invalid", `${url.host} is not served here.`),
    );
    return json(body, status);
  }
  const open =
    (await findAsset(clerk, url)) ??
    answerOutbox(clerk, request, url) ??
    (await answerControls(clerk, request, url));
  if (open) return open;
  const response = await (isFrontend
    ? answerFrontend(clerk, request, url)
    : answerBackend(clerk, request, url));
  if (clerk.observer && request.method !== "OPTIONS") {
    const text = await response.clone().text();
    const api = isFrontend ? "frontend" : "backend";
    const { pathname: path } = url;
    clerk.observer.answered({ api, method: methodOf(request, url), path, status: response.status, text });
  }
  return response;
}
