import type { Environment } from '#model/environment.ts';
import { blockOf } from './comment.ts';
import { wantedOf } from './wanted.ts';

/** Identifies everything that GitHub shall show about an environment; equal means that there is nothing to tell. */
export function fingerprintOf(environment: Environment): string {
  return hash(JSON.stringify([wantedOf(environment), blockOf(environment)]));
}

/** Two 32-bit hashes in the manner of FNV-1a over UTF-16 units: tells texts apart, proves nothing. */
function hash(text: string): string {
  let high = 0xcbf29ce4;
  let low = 0x84222325;
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193) >>> 0;
    low = Math.imul(low ^ (unit + index), 0x85ebca6b) >>> 0;
  }
  return high.toString(16).padStart(8, '0') + low.toString(16).padStart(8, '0');
}
