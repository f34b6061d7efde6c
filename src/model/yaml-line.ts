import { isMap, isNode, isPair, isScalar, isSeq, type Document, type LineCounter } from 'yaml';

/** The one-based line on which a field or list item begins, or the nearest thing above it that exists. */
export function lineOf(path: readonly string[], document: Document, lines: LineCounter): number {
  let node: unknown = document.contents;
  let line = 1;
  for (const step of path) {
    const entry = entryOf(node, step);
    if (entry === undefined) return line;
    const [start, value] = entry;
    if (isNode(start) && start.range) line = lines.linePos(start.range[0]).line;
    node = value;
  }
  return line;
}

/** Where an entry begins, which in a map is its key, and its value. */
function entryOf(node: unknown, step: string): readonly [start: unknown, value: unknown] | undefined {
  if (isSeq(node)) {
    const item = node.items[Number(step)];
    return item === undefined ? undefined : [item, item];
  }
  if (!isMap(node)) return undefined;
  const pair = node.items.find(({ key }) => isScalar(key) && String(key.value) === step);
  return isPair(pair) ? [pair.key, pair.value] : undefined;
}
