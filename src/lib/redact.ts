/** Takes the values of secrets out of a text. */
export type Redact = (text: string) => string;

/** Shorter values are words that would blank out half of a log; nobody's key is that short. */
const SHORTEST_SECRET = 8;

/**
 * Replaces each value, and each line of one that has several, by `***`: as it is, in base64 (both alphabets, with and
 * without padding) and percent-encoded.
 */
export function redactor(values: readonly string[]): Redact {
  const lines = values.flatMap((value) => [value, ...value.split(/\r?\n/)]);
  const secrets = lines.filter((value) => value.length >= SHORTEST_SECRET && !isPemBorder(value));
  const longestFirst = [...new Set(secrets.flatMap(formsOf))].toSorted((left, right) => right.length - left.length);
  return (text) => longestFirst.reduce((result, form) => result.replaceAll(form, '***'), text);
}

/** `-----BEGIN PRIVATE KEY-----` is in every key, and no secret. */
const isPemBorder = (line: string): boolean => /^-----[A-Z ]+-----$/.test(line);

function formsOf(value: string): readonly string[] {
  const padded = base64Of(value);
  const bare = padded.replace(/=+$/, '');
  const urlSafe = bare.replaceAll('+', '-').replaceAll('/', '_');
  return [value, padded, bare, urlSafe, encodeURIComponent(value)];
}

function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
}
