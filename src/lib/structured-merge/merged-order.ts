/**
 * The order of a merged list, as an API server has it: what is sent keeps its own order, and what only the live list
 * has stays behind what it stood behind.
 * @param live the elements of the live list, each once
 * @param sent those of the list that is applied
 */
export function mergedOrder(live: readonly string[], sent: readonly string[]): readonly string[] {
  const [isLive, isSent] = [new Set(live), new Set(sent)];
  const order = new Set<string>();
  let [left, right] = [0, 0];
  while (left < live.length || right < sent.length) {
    const [old, next] = [live[left], sent[right]];
    const shared = sent.find((element, index) => index >= right && isLive.has(element));
    if (old !== undefined && !isSent.has(old)) {
      order.add(old);
      left += 1;
    } else if (old !== undefined && old !== next && shared !== undefined && shared !== old) {
      left += 1;
    } else {
      if (old !== undefined && (old === next || order.has(old))) left += 1;
      if (next !== undefined) order.add(next);
      right += 1;
    }
  }
  return [...order];
}
