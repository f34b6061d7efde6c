import { invalid } from '#emulation/github/refusal.ts';

/** In characters, for statuses and deployments, by GitHub's reference and answers. */
const LONGEST_DESCRIPTION = 140;
const LONGEST_CONTEXT = 255;
const LONGEST_BODY = 65_536;

/** Throws the 422 for a description of more than 140 characters. */
export const assertDescription = (resource: string, description: string | null): void =>
  assertLength(resource, 'description', description, LONGEST_DESCRIPTION);

/** Throws the 422 for the context of a status of more than 255 characters. */
export const assertContext = (context: string): void => assertLength('Status', 'context', context, LONGEST_CONTEXT);

/** Throws the 422 for a comment without a word, or of more than 65,536 characters. */
export function assertBody(body: string): void {
  const resource = 'IssueComment';
  if (body.trim() === '') throw invalid({ resource, field: 'body', code: 'missing_field' });
  assertLength(resource, 'body', body, LONGEST_BODY);
}

/** Throws the 422 for an address that is not one of the web; an empty one is none. */
export function assertWebAddress(resource: string, field: string, address: string | null): void {
  if (!address || /^https?:\/\//i.test(address)) return;
  throw invalid({ resource, code: 'custom', field, message: `${field} must use http(s) scheme` });
}

function assertLength(resource: string, field: string, text: string | null, most: number): void {
  if (Array.from(text ?? '').length <= most) return;
  const message = `${field} is too long (maximum is ${most} characters)`;
  throw invalid({ resource, code: 'custom', field, message });
}
