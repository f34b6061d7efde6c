import type { HttpRequest } from '#ports/http.ts';
import { Refusal } from './refusal.ts';
import { digestIn } from './signature.ts';

/** What a delivery says of itself before its body is read. */
export interface DeliveryHeaders {
  readonly digest: string;
  readonly event: string;
  /** A redelivery has the same. */
  readonly guid: string;
}

/**
 * Reads and checks the headers of a delivery; a doubled one comes joined with a comma, which no form allows.
 * Throws `Refusal`: 415 for another content type or encoding, 401 without exactly one well-formed signature, 400.
 */
export function readHeaders(request: Pick<HttpRequest, 'header'>): DeliveryHeaders {
  if (!isJson(request.header('content-type'))) throw new Refusal(415, 'the content type must be application/json');
  const encoding = request.header('content-encoding');
  if (encoding !== undefined && encoding.trim().toLowerCase() !== 'identity')
    throw new Refusal(415, 'a content encoding is not supported');

  const digest = digestIn(request.header('x-hub-signature-256'));
  if (!digest) throw new Refusal(401, 'exactly one X-Hub-Signature-256: sha256=<64 hexadecimal digits> is needed');
  return {
    digest,
    event: one(request.header('x-github-event'), 'X-GitHub-Event', /^[a-z][a-z0-9_]{0,99}$/),
    guid: one(request.header('x-github-delivery'), 'X-GitHub-Delivery', /^[\w-]{1,100}$/),
  };
}

function one(value: string | undefined, name: string, form: RegExp): string {
  if (value === undefined) throw new Refusal(400, `${name} is missing`);
  if (!form.test(value)) throw new Refusal(400, `${name} is malformed or given twice`);
  return value;
}

/** A `charset` other than UTF-8 would be read wrongly. */
function isJson(contentType: string | undefined): boolean {
  if (contentType === 'application/json') return true;
  const [type, ...parameters] = (contentType ?? '').split(';').map((part) => part.trim().toLowerCase());
  return type === 'application/json' && parameters.every((part) => /^(charset="?utf-8"?)?$/.test(part));
}
