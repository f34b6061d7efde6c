import { z } from 'zod';
import { cut } from '#lib/text.ts';
import { ObjectsError, type ObjectsErrorCode } from '#ports/objects/errors.ts';

/** meta/v1 Status, as far as it says what went wrong. */
const status = z.object({
  message: z.string().default(''),
  reason: z.string().default(''),
  code: z.number().optional(),
  details: z
    .object({
      name: z.string().optional(),
      causes: z.array(z.object({ reason: z.string().optional() })).optional(),
    })
    .default({}),
});
export type Status = z.output<typeof status>;

const MESSAGE_LENGTH = 500;

export function parseStatus(value: unknown): Status | undefined {
  const parsed = status.safeParse(value);
  return parsed.success ? parsed.data : undefined;
}

/** The error that an answer of 300 and more tells. @param text its body: a Status as JSON, or anything */
export function errorOf({ method, path }: { method: string; path: string }, code: number, text: string): ObjectsError {
  const found = parseStatus(jsonOf(text));
  const message = `${method} ${path}: ${code}: ${cut(found?.message || text.trim() || 'no reason given', MESSAGE_LENGTH)}`;
  return statusError(code, message, found);
}

/** @param code the HTTP status code */
export function statusError(code: number, message: string, found: Status | undefined): ObjectsError {
  const kind = codeOf(code, found);
  return new ObjectsError(kind, message, { next: nextOf(code) });
}

const CODES: Readonly<Record<number, ObjectsErrorCode>> = {
  401: 'Forbidden',
  403: 'Forbidden',
  408: 'Unavailable',
  409: 'Conflict',
  410: 'Expired',
  429: 'Unavailable',
};

function codeOf(code: number, found: Status | undefined): ObjectsErrorCode {
  if (isTooLargeVersion(found)) return 'Expired';
  // Of an object that is missing, the name is told; else the server does not serve the kind.
  if (code === 404 && found?.details.name) return 'NotFound';
  return CODES[code] ?? (code >= 400 && code < 500 ? 'Invalid' : 'Unavailable');
}

/** The server has lost what we have seen: its history begins anew (api/errors, CauseTypeResourceVersionTooLarge). */
const isTooLargeVersion = (found: Status | undefined): boolean =>
  found?.details.causes?.some(({ reason }) => reason === 'ResourceVersionTooLarge') === true;

function nextOf(code: number): string | undefined {
  if (code === 401) return 'sign in to the cluster again: the credentials are not accepted';
  if (code === 403) return 'give the account this right, or use one that has it';
  return undefined;
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
