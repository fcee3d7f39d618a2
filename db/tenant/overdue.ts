import type { Slot } from "./slot.ts";

/**
 * How long a transaction may last before it counts as slow, in milliseconds: usually, and while one was ended a moment ago,
 * so that many stuck tenants do not take turns for a second each.
 */
const patience = { usual: 1000, strained: 250 };

/**
 * The tenants' connections to end, the oldest transaction first, so that slow ones hold at most `room` together. Backends that
 * were told to end and have not, take from that room.
 */
export function listOverdue(slots: readonly Slot[], room: number, isStrained: boolean): Slot[] {
  const now = performance.now();
  const limit = isStrained ? patience.strained : patience.usual;
  const deaf = slots.filter((slot) => slot.closing && now - slot.since >= patience.usual);
  const slow = slots
    .filter((slot) => slot.busy && !slot.closing && slot.lastTenant !== undefined)
    .filter((slot) => now - slot.since >= limit)
    .sort((one, other) => one.since - other.since);
  return slow.slice(0, Math.max(0, slow.length - Math.max(0, room - deaf.length)));
}
