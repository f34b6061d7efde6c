import { isAscii, isUtf8 } from 'node:buffer';
import { Refusal } from './refusal.ts';

/** Parses a body that was verified. Throws `Refusal` 400 when it is not JSON in UTF-8, or not an object. */
export function parseJson(body: Buffer): object {
  const value = parse(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal(400, 'the body is not a JSON object');
}

/** What is not UTF-8 must not be read with replacement characters in it; most is ASCII, which need not be decoded. */
function parse(body: Buffer): unknown {
  const ascii = isAscii(body);
  if (!ascii && !isUtf8(body)) throw new Refusal(400, 'the body is not JSON in UTF-8');
  try {
    return JSON.parse(body.toString(ascii ? 'latin1' : 'utf8'));
  } catch {
    throw new Refusal(400, 'the body is not JSON in UTF-8');
  }
}
