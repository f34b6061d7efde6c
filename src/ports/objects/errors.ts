import { CodedError } from '#lib/coded-error.ts';

/**
 * - `Conflict`: a precondition did not hold, or the object exists already: read again; or an apply without force would
 *   change what other managers own.
 * - `NotFound`: the object, or the namespace it should be in, does not exist.
 * - `Expired`: the resourceVersion is too old (410); list again.
 * - `Invalid`: the server refused the object (422), or does not serve the kind.
 * - `Forbidden`: our account may not, or the namespace is being deleted and takes nothing new.
 * - `Unavailable`: no answer in time, a network error, 429 or 5xx.
 */
export type ObjectsErrorCode = 'Conflict' | 'NotFound' | 'Expired' | 'Invalid' | 'Forbidden' | 'Unavailable';

/** What every verb of the objects port throws. */
export class ObjectsError extends CodedError<ObjectsErrorCode> {
  override readonly name = 'ObjectsError';

  constructor(code: ObjectsErrorCode, message: string, details: { next?: string | undefined; cause?: unknown } = {}) {
    super(code, message, { source: code === 'Invalid' ? 'user' : 'system', ...details });
  }
}

export const isObjectsError = (thrown: unknown, code: ObjectsErrorCode): boolean =>
  thrown instanceof ObjectsError && thrown.code === code;
