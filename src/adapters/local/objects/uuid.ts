import type { Random } from '#lib/random.ts';

const hexDigits = (random: Random, count: number): string =>
  Array.from({ length: count }, () => Math.floor(random() * 16).toString(16)).join('');

/** A version 4 UUID (RFC 9562) from the given randomness, so that the simulation has the same ones again. */
export function uuidFrom(random: Random): string {
  const variant = '89ab'.charAt(Math.floor(random() * 4));
  const tail = `${variant}${hexDigits(random, 3)}-${hexDigits(random, 12)}`;
  return `${hexDigits(random, 8)}-${hexDigits(random, 4)}-4${hexDigits(random, 3)}-${tail}`;
}
