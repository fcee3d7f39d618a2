import { z } from "zod";

const about = z.object({
  type: z.string(),
  data: z.object({
    id: z.string().optional(),
    organization: z.object({ id: z.string() }).optional(),
    organization_id: z.string().optional(),
  }),
});

/**
 * What a webhook is done in turn with: its organization's other ones, or its person's. What is about neither stands alone.
 * Turn is for speed and quiet; what comes out does not hang on it.
 */
export function queueOf(event: unknown, svixId: string): string {
  const known = about.safeParse(event);
  if (!known.success) return svixId;
  const { type, data } = known.data;
  const id = type.startsWith("organization.") ? data.id : (data.organization?.id ?? data.organization_id);
  const queue = id ?? (type.startsWith("user.") ? data.id : undefined) ?? svixId;
  // As long as the queue's names may be.
  return queue.slice(0, 128);
}
