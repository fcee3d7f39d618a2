import { type ClerkClient, createClerkClient } from "@clerk/backend";
import { ClerkApi } from "#app/clerk/api.server.ts";
import { verifyDelivery } from "#app/identity-sync/delivery.ts";
import { Unavailable } from "#db/errors.ts";
import type { Delivery } from "#db/jobs/delivery.ts";
import type { MemberRole } from "#db/queries/members.ts";
import { LOCAL_SECRET_KEY, LOCAL_WEBHOOK_SECRET } from "#scripts/local/clerk/keys.ts";
import { startLocalClerk } from "#scripts/local/clerk/server.ts";
import { freePorts } from "#scripts/local/process/ports.ts";
import { places, roleKeys, type Step } from "./histories.ts";

/** A local Clerk whose events are collected instead of applied, and people who act in it. */
export class Stage {
  /** Clerk's Backend API. While `isUp` is false it does not answer. */
  readonly source: ClerkApi;
  /** The same, but never down. */
  readonly truth: ClerkApi;
  isUp = true;
  /** The share of its answers that are late, from 0 to 1. */
  slowness = 0;
  private kept: Delivery[] = [];
  private orgs: (string | undefined)[] = [];
  private users: string[] = [];
  private runs = 0;

  private constructor(
    readonly url: string,
    readonly api: ClerkClient,
    readonly close: () => Promise<void>,
  ) {
    this.truth = new ClerkApi({ secretKey: LOCAL_SECRET_KEY, apiUrl: url });
    this.source = this.unlessDown(this.truth);
  }

  static async open(): Promise<Stage> {
    let stage: Stage | undefined;
    const endpoint = Bun.serve({ port: 0, hostname: "127.0.0.1", fetch: (request) => keep(stage, request) });
    const [port = 0] = freePorts(1);
    const webhook = { url: `http://127.0.0.1:${endpoint.port}/`, secret: LOCAL_WEBHOOK_SECRET };
    const local = await startLocalClerk({
      ...{
        port,
        baseUrl: "http://app.localhost:3000",
        statePath: null,
        secretKey: LOCAL_SECRET_KEY,
        webhook,
      },
    });
    const api = createClerkClient({ secretKey: LOCAL_SECRET_KEY, apiUrl: local.url });
    stage = new Stage(local.url, api, async () => {
      await local.stop();
      await endpoint.stop(true);
    });
    return stage;
  }

  /** Replaces everyone by new people without an organization. */
  async begin(): Promise<void> {
    this.runs += 1;
    this.orgs = [];
    this.users = await Promise.all(Array.from({ length: places.users }, () => this.newPerson()));
    await this.take();
  }

  /** Deletes all people and organizations. */
  async end(): Promise<void> {
    for (const { id } of await this.truth.listOrganizations())
      await this.api.organizations.deleteOrganization(id);
    for (const id of this.users) await this.api.users.deleteUser(id);
    await this.take();
  }

  /** Takes a step, if Clerk allows it. @returns its events. */
  async perform(step: Step): Promise<Delivery[]> {
    await this.act(step).catch(unlessRefused);
    return await this.take();
  }

  private async act(step: Step): Promise<unknown> {
    const { organizations, users } = this.api;
    if (step.do === "delete-user") {
      await users.deleteUser(this.user(step.user));
      this.users[step.user] = await this.newPerson();
      return;
    }
    const organizationId = this.orgs[step.org];
    if (step.do === "create") return organizationId ?? (await this.create(step));
    if (!organizationId) return;
    switch (step.do) {
      case "rename":
        return await organizations.updateOrganization(organizationId, { name: `Name ${step.slug}` });
      case "move":
        return await organizations.updateOrganization(organizationId, { slug: this.slug(step.slug) });
      case "join":
      case "role": {
        const member = { organizationId, userId: this.user(step.user), role: roleKeys[step.role] as string };
        if (step.do === "join") return await organizations.createOrganizationMembership(member);
        return await organizations.updateOrganizationMembership(member);
      }
      case "leave":
        return await organizations.deleteOrganizationMembership({
          ...{ organizationId, userId: this.user(step.user) },
        });
      case "invite":
        return await organizations.createOrganizationInvitation({
          ...{ organizationId, emailAddress: `${Bun.randomUUIDv7()}@example.com`, role: "org:member" },
        });
      case "delete":
        this.orgs[step.org] = undefined;
        return await organizations.deleteOrganization(organizationId);
    }
  }

  private async create({ org, by, slug }: Extract<Step, { do: "create" }>): Promise<void> {
    const named = { name: `Name ${slug}`, slug: this.slug(slug), createdBy: this.user(by) };
    this.orgs[org] = (await this.api.organizations.createOrganization(named)).id;
  }

  private slug(place: number): string {
    return `run-${this.runs}-${place}`;
  }

  private user(place: number): string {
    return this.users[place] as string;
  }

  async newPerson(): Promise<string> {
    const person = {
      emailAddress: [`${Bun.randomUUIDv7()}@example.com`],
      firstName: "P",
      skipPasswordRequirement: true,
    };
    return (await this.api.users.createUser(person)).id;
  }

  async join(organizationId: string, userId: string, role: MemberRole): Promise<void> {
    const membership = { organizationId, userId, role: `org:${role}` };
    await this.api.organizations.createOrganizationMembership(membership);
  }

  /** All events so far, once Clerk has sent the last one. */
  async take(): Promise<Delivery[]> {
    for (;;) {
      const sent = (await (await fetch(`${this.url}/outbox/deliveries.json`)).json()) as { status: string }[];
      if (sent.every(({ status }) => status !== "pending")) return this.kept.splice(0);
      await Bun.sleep(1);
    }
  }

  receive(delivery: Delivery): void {
    this.kept.push(delivery);
  }

  private unlessDown(source: ClerkApi): ClerkApi {
    return new Proxy(source, {
      get: (target, name) => {
        const value = Reflect.get(target, name);
        if (typeof value !== "function") return value;
        return async (...args: unknown[]) => {
          if (!this.isUp) throw new ClerkIsDown();
          const answer = await value.apply(target, args);
          // Some answers are delayed, and stale when they arrive.
          if (Math.random() < this.slowness) await Bun.sleep(Math.random() * 30);
          return answer;
        };
      },
    });
  }
}

export class ClerkIsDown extends Unavailable {
  constructor() {
    super("ClerkIsDown");
  }
}

async function keep(stage: Stage | undefined, request: Request): Promise<Response> {
  const header = (name: string) => request.headers.get(name) ?? "";
  const delivery: Delivery = {
    svixId: header("svix-id"),
    svixTimestamp: header("svix-timestamp"),
    svixSignature: header("svix-signature"),
    body: await request.text(),
  };
  if (!stage || !verifyDelivery(delivery, [LOCAL_WEBHOOK_SECRET])) return new Response(null, { status: 400 });
  stage.receive(delivery);
  return new Response(null, { status: 202 });
}

function unlessRefused(error: unknown): void {
  const { status = 0 } = error as { status?: number };
  if (status < 400 || status >= 500) throw error;
}
