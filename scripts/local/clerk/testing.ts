import { afterAll } from "bun:test";
import { type ClerkClient, createClerkClient } from "@clerk/backend";
import { freePorts } from "#scripts/local/process/ports.ts";
import { Recorder } from "./conformance/recorder.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "./keys.ts";
import type { Delivery, Mail } from "./model.ts";
import { type LocalClerkOptions, startLocalClerk } from "./server.ts";

export const BASE_URL = "http://app.localhost:3999";
export const PASSWORD = "correct horse battery";

export type TestClerk = Awaited<ReturnType<typeof startTestClerk>>;

/**
 * A local Clerk in memory on a free port, with the real Backend client, stopped after the file's tests. Its responses and
 * events are checked against Clerk's descriptions; the test file fails when one deviates.
 */
export async function startTestClerk(options: Partial<LocalClerkOptions> = {}) {
  const [free = 0] = options.port ? [options.port] : freePorts(1);
  const logged: string[] = [];
  const recorder = new Recorder();
  const started = await startLocalClerk({
    port: free,
    baseUrl: BASE_URL,
    statePath: null,
    secretKey: LOCAL_SECRET_KEY,
    webhook: null,
    log: (message) => logged.push(message),
    observer: recorder,
    ...options,
  });
  let running = true;
  const stop = async () => {
    if (running) await started.stop();
    running = false;
  };
  afterAll(async () => {
    await stop();
    recorder.check();
  });
  const api: ClerkClient = createClerkClient({
    secretKey: LOCAL_SECRET_KEY,
    publishableKey: started.publishableKey,
    apiUrl: started.url,
    proxyUrl: started.frontendUrl,
  });
  const browser = () => new TestBrowser(started.frontendUrl);
  const newUser = (name: string, more: object = {}) =>
    api.users.createUser({
      emailAddress: [`${name}@example.com`],
      password: PASSWORD,
      firstName: name,
      ...more,
    });
  return {
    ...started,
    stop,
    port: free,
    api,
    logged,
    recorder,
    browser,
    newUser,
    /** A new user, signed in with a browser of their own. */
    signedIn: async (name: string) => {
      const user = await newUser(name);
      const own = browser();
      const { body } = await own.signIn(`${name}@example.com`);
      return { user, browser: own, session: body.response.created_session_id as string };
    },
    codeFor: async (address: string) => (await mailsTo(started, address))[0]?.code ?? "",
  };
}

/** A page of the application as the Frontend API sees it: a cookie jar and an origin. */
export class TestBrowser {
  readonly cookies = new Map<string, string>();
  origin = BASE_URL;

  constructor(private readonly frontendUrl: string) {}

  async get(path: string) {
    return this.send(path, { method: "GET" });
  }

  /** Like clerk-js: a form, with the real method in the query. */
  async post(
    path: string,
    fields: Record<string, string> | URLSearchParams | FormData = {},
    method = "POST",
  ) {
    const query = method === "POST" ? "" : `?_method=${method}`;
    const body = fields instanceof FormData ? fields : new URLSearchParams(fields);
    return this.send(`${path}${query}`, { method: "POST", body });
  }

  async signIn(identifier: string, password = PASSWORD) {
    return this.post("/v1/client/sign_ins", { identifier, password });
  }

  private async send(path: string, init: RequestInit) {
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { cookie, origin: this.origin };
    const response = await fetch(`${this.frontendUrl}${path}`, { ...init, headers, redirect: "manual" });
    for (const line of response.headers.getSetCookie()) this.keep(line);
    const text = await response.text();
    const body = text.startsWith("{") || text.startsWith("[") ? JSON.parse(text) : null;
    return { status: response.status, headers: response.headers, body };
  }

  private keep(line: string): void {
    const [, name = "", value = ""] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
    if (/Max-Age=0/.test(line)) this.cookies.delete(name);
    else this.cookies.set(name, value);
  }
}

/** An endpoint that records requests and responds with `answer`. */
export function startReceiver(answer: (attempt: number) => Response) {
  const received: { headers: Headers; body: string }[] = [];
  const server = Bun.serve({
    hostname: "127.0.0.1",
    port: 0,
    fetch: async (request) => {
      received.push({ headers: request.headers, body: await request.text() });
      return answer(received.length);
    },
  });
  afterAll(() => server.stop(true));
  return { received, webhook: { url: `http://127.0.0.1:${server.port}/hook`, secret: LOCAL_WEBHOOK_SECRET } };
}

export function claimsOf(jwt: string) {
  return JSON.parse(Buffer.from(jwt.split(".")[1] ?? "", "base64url").toString());
}

export async function mailsTo(clerk: { url: string }, to: string): Promise<Mail[]> {
  const response = await fetch(`${clerk.url}/outbox/mails.json?${new URLSearchParams({ to })}`);
  return (await response.json()) as Mail[];
}

export async function deliveries(clerk: { url: string }): Promise<Delivery[]> {
  return (await (await fetch(`${clerk.url}/outbox/deliveries.json`)).json()) as Delivery[];
}

/** Polls until the condition is true; throws after `withinMs`. */
export async function eventually(
  condition: () => boolean | Promise<boolean>,
  withinMs = 3_000,
): Promise<void> {
  const deadline = Date.now() + withinMs;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`Not true within ${withinMs} ms: ${condition}`);
    await Bun.sleep(10);
  }
}
