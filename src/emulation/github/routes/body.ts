import type { z } from 'zod';
import { Refusal } from '#emulation/github/refusal.ts';

/** Reads a request body; fields that it does not name are ignored, as GitHub does. Throws the 422 of the first fault. */
export function readBody<Fields>(schema: z.ZodType<Fields>, body: unknown): Fields {
  const parsed = schema.safeParse(body ?? {});
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const field = issue?.path.map(String).join('/') ?? '';
  const missing = issue?.code === 'invalid_type' && issue.message.endsWith('received undefined');
  const words = missing ? `"${field}" wasn't supplied.` : `For 'properties/${field}', ${issue?.message ?? 'invalid'}.`;
  throw new Refusal(422, `Invalid request.\n\n${words}`);
}
