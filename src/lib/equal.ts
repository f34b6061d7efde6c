type Json = unknown;

const isRecord = (value: Json): value is Record<string, Json> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Whether two JSON values are the same; a key whose value is undefined counts as absent. */
export function equal(left: Json, right: Json): boolean {
  if (Object.is(left, right)) return true;
  if (Array.isArray(left)) return Array.isArray(right) && sameItems(left, right, equal);
  if (!isRecord(left) || !isRecord(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  return [...keys].every((key) => equal(left[key], right[key]));
}

/**
 * Whether everything that `wanted` says is so in `found`, which may say more: the question before an apply.
 * Lists are compared item by item and must have the same length.
 */
export function covers(found: Json, wanted: Json): boolean {
  if (Array.isArray(wanted)) return Array.isArray(found) && sameItems(found, wanted, covers);
  if (!isRecord(wanted)) return wanted === undefined || Object.is(found, wanted);
  return isRecord(found) && Object.entries(wanted).every(([key, value]) => covers(found[key], value));
}

function sameItems(left: Json[], right: Json[], same: (left: Json, right: Json) => boolean): boolean {
  return left.length === right.length && left.every((item, index) => same(item, right[index]));
}
