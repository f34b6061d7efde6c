/** Controls (C0, C1), invisible formats and marks of direction, line and paragraph ends, and halves of characters. */
const UNSAFE = /[\p{Cc}\p{Cf}\u2028\u2029\p{Cs}]/gu;
/** Joins emoji; alone it is invisible and harmless. */
const ZERO_WIDTH_JOINER = '\u200D';

/**
 * Text from outside that cannot move the cursor, change colours, forge lines or turn the reading direction:
 * what could is shown as an escape of JavaScript.
 */
export const safeText = (text: string): string =>
  text.replaceAll(UNSAFE, (character) => (character === ZERO_WIDTH_JOINER ? character : escapeOf(character)));

/** JSON with the same characters escaped, which JSON itself would let through: the value stays the same. */
export const safeJson = (value: unknown): string =>
  JSON.stringify(value, undefined, 2)
    .split('\n')
    .map((line) => line.replaceAll(UNSAFE, jsonEscapeOf))
    .join('\n');

/** The same on one line, for streams of JSON. */
export const safeJsonLine = (value: unknown): string => JSON.stringify(value).replaceAll(UNSAFE, jsonEscapeOf);

/** A value of JSON whose every text, keys aside, is safe. The shape stays. */
export function safeDeep<Value>(value: Value): Value {
  return safeUnknown(value) as Value;
}

function safeUnknown(value: unknown): unknown {
  if (typeof value === 'string') return safeText(value);
  if (Array.isArray(value)) return value.map(safeUnknown);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, safeUnknown(item)]));
}

const named: Readonly<Record<string, string>> = { '\n': '\\n', '\r': '\\r', '\t': '\\t' };

function escapeOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  return named[character] ?? (code < 0x100 ? `\\x${hex(code, 2)}` : `\\u{${hex(code, 4)}}`);
}

/** In JSON a character beyond 16 bits is two escapes. */
const jsonEscapeOf = (character: string): string =>
  Array.from({ length: character.length }, (_, at) => `\\u${hex(character.charCodeAt(at), 4)}`).join('');

const hex = (code: number, digits: number): string => code.toString(16).padStart(digits, '0');
