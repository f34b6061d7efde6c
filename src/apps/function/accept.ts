import type { HttpRequest } from '#ports/http.ts';
import type { Timers } from '#ports/timers.ts';
import { withBody, type BodyLimits } from './body.ts';
import { readHeaders } from './headers.ts';
import type { Hints } from './hint.ts';
import { hintsOf } from './hints.ts';
import { parseJson } from './json.ts';
import { Refusal } from './refusal.ts';
import { isSignedBy } from './signature.ts';

/** A delivery that GitHub signed, read as far as we need it. */
export interface Delivery {
  readonly event: string;
  readonly guid: string;
  /** The same for a redelivery only: headers are not signed, so the signature is part of it. */
  readonly identity: string;
  readonly hints: Exclude<Hints, { kind: 'malformed' }>;
}

export interface AcceptOptions extends BodyLimits {
  readonly secrets: readonly string[];
  readonly timers: Timers;
}

/** Verifies a delivery and then reads it. Throws or rejects with `Refusal`. */
export function accept(request: HttpRequest, options: AcceptOptions): Promise<Delivery> {
  const { digest, event, guid } = readHeaders(request);
  return withBody(request, options.timers, options, (body) => {
    if (!isSignedBy(options.secrets, body, digest)) throw new Refusal(401, 'the signature does not match');
    const hints = hintsOf(event, parseJson(body));
    if (hints.kind === 'malformed') throw new Refusal(400, hints.reason);
    // Joined into one flat string: thousands are remembered, and one of pieces would keep the head that they are from.
    return { event, guid, identity: [guid, event, digest].join(' '), hints };
  });
}
