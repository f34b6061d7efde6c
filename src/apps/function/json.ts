import { Refusal } from './refusal.ts';

/** Parses a body that was verified. Throws `Refusal` 400 when it is not JSON in UTF-8, or not an object. */
export function parseJson(body: Uint8Array): object {
  const value = parse(body);
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value;
  throw new Refusal(400, 'the body is not a JSON object');
}

function parse(body: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
  } catch {
    throw new Refusal(400, 'the body is not JSON in UTF-8');
  }
}
