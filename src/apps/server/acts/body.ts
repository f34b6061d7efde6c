import { bodyLimit } from 'hono/body-limit';
import type { Context, MiddlewareHandler } from 'hono';
import { z } from 'zod';
import { CodedError } from '#lib/coded-error.ts';
import { requestKey } from '#model/act-request.ts';

const MAXIMUM_BYTES = 4_096;
/** What a person writes in a line; GitHub shows the beginning of it. */
const WHY_LENGTH = 200;

const body = z.strictObject({ key: requestKey, why: z.string().max(WHY_LENGTH).default('') });
export type ActBody = Readonly<z.output<typeof body>>;

/** Refuses what is larger than any request of a person, before it is read. */
export const smallBody: MiddlewareHandler = bodyLimit({
  maxSize: MAXIMUM_BYTES,
  onError: () => {
    throw new CodedError('TooLarge', `the body is larger than ${MAXIMUM_BYTES} bytes`, { source: 'user' });
  },
});

/** The body of a request to act: JSON, and no field that is not known. Throws `CodedError`. */
export async function readBody({ req }: Context): Promise<ActBody> {
  const [type] = (req.header('content-type') ?? '').split(';');
  if (type?.trim().toLowerCase() !== 'application/json') {
    throw new CodedError('UnsupportedMediaType', 'the body must be application/json', { source: 'user' });
  }
  const parsed = body.safeParse(plain(await req.text()));
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const where = issue && issue.path.length > 0 ? `${issue.path.map(String).join('.')}: ` : '';
  throw new CodedError('Invalid', `the body: ${where}${issue?.message ?? 'is not valid'}`, { source: 'user' });
}

function plain(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CodedError('Invalid', 'the body is not JSON', { source: 'user', cause });
  }
}
