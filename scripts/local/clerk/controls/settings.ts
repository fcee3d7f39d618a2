import { z } from "zod";
import { EVENT_TYPES } from "#scripts/local/clerk/webhooks/event-types.ts";

const delay = z.number().int().min(0).max(600_000);

const webhooks = z.strictObject({
  /** Delay before a new delivery's first attempt. */
  delayMs: delay,
  /** How often each delivery is sent in total, under one svix-id. */
  duplicate: z.number().int().min(1).max(20),
  /** Deliveries within such a window are sent at its end, never in their original order. */
  reorderMs: delay,
  /** New deliveries, all or of these types, are stored as dropped and not sent; they can be replayed. */
  drop: z.union([z.boolean(), z.array(z.enum(EVENT_TYPES)).min(1)]),
  /** Limits delay, reorder and drop to events that mention one of these ids; empty means all. */
  about: z.array(z.string().min(1).max(100)).max(100),
  /** How many attempts of each delivery fail before the endpoint is called. */
  fail: z.number().int().min(0).max(100),
  /** Nothing is sent until this is switched off; then everything, oldest first. */
  hold: z.boolean(),
});

const backend = z.strictObject({
  /** Calls answer 503. */
  down: z.boolean(),
  slowMs: delay,
  /** Calls answer 429 with a Retry-After. */
  rateLimited: z.boolean(),
  /** Limits the faults to calls whose URL contains one of these ids; empty means all. */
  about: z.array(z.string().min(1).max(100)).max(100),
});

const changes = z.strictObject({
  webhooks: webhooks.partial().optional(),
  backend: backend.partial().optional(),
});

export type WebhookSettings = z.output<typeof webhooks>;
export type BackendSettings = z.output<typeof backend>;
export type ControlSettings = { webhooks: WebhookSettings; backend: BackendSettings };
export type ControlChanges = z.output<typeof changes>;

/** Everything works. */
export const NO_FAULTS: ControlSettings = {
  webhooks: { delayMs: 0, duplicate: 1, reorderMs: 0, drop: false, about: [], fail: 0, hold: false },
  backend: { down: false, slowMs: 0, rateLimited: false, about: [] },
};

export class ControlError extends Error {
  override name = "ControlError";

  constructor(
    message: string,
    readonly status: 400 | 404 = 400,
  ) {
    super(message);
  }
}

/** Throws ControlError, which names every wrong input and the existing controls. */
export function parseChanges(input: unknown): ControlChanges {
  const result = changes.safeParse(input);
  if (result.success) return result.data;
  throw new ControlError(result.error.issues.map(describe).join(" "));
}

function describe(issue: z.core.$ZodIssue): string {
  const name = issue.path.join(".");
  if (issue.code !== "unrecognized_keys") return `${name || "The body"}: ${issue.message}.`;
  const unknown = issue.keys.map((key) => [...issue.path, key].join("."));
  return `There is no control ${unknown.join(", ")}. There are: ${CONTROL_NAMES.join(", ")}.`;
}

const CONTROL_NAMES = Object.entries(NO_FAULTS).flatMap(([group, values]) =>
  Object.keys(values).map((name) => `${group}.${name}`),
);
