/** Takes the values of secrets out of a text. */
export type Redact = (text: string) => string;

/** Shorter values are words that would blank out half of a log; nobody's key is that short. */
const SHORTEST_SECRET = 8;

/** Replaces each value, as it is and in base64, by `***`. */
export function redactor(values: readonly string[]): Redact {
  const secrets = values.filter((value) => value.length >= SHORTEST_SECRET);
  const forms = secrets.flatMap((value) => [value, base64Of(value), base64Of(value).replace(/=+$/, '')]);
  const longestFirst = [...new Set(forms)].toSorted((left, right) => right.length - left.length);
  return (text) => longestFirst.reduce((result, form) => result.replaceAll(form, '***'), text);
}

function base64Of(text: string): string {
  const bytes = new TextEncoder().encode(text);
  return btoa(Array.from(bytes, (byte) => String.fromCodePoint(byte)).join(''));
}
