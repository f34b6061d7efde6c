interface Lane<Item> {
  running: Promise<void>;
  /** The one run that everybody shares who came while `running` was under way, by the newest of their items. */
  following: Promise<void> | undefined;
  newest: Item;
}

/**
 * Lets at most one run of a key go on at a time. Whoever asks meanwhile shares exactly one following run,
 * so that everybody is answered by a run that began after they asked.
 * @param run must settle; while it does not, everybody who asks for the same key waits
 */
export function coalesce<Item>(
  keyOf: (item: Item) => string,
  run: (item: Item) => Promise<void>,
): (item: Item) => Promise<void> {
  const lanes = new Map<string, Lane<Item>>();

  const start = (key: string, item: Item): Promise<void> => {
    const lane: Lane<Item> = { running: settled(run, item), following: undefined, newest: item };
    lanes.set(key, lane);
    const leave = () => {
      if (lane.following === undefined) lanes.delete(key);
    };
    lane.running.then(leave, leave);
    return lane.running;
  };

  return (item) => {
    const key = keyOf(item);
    const lane = lanes.get(key);
    if (lane === undefined) return start(key, item);
    lane.newest = item;
    const again = () => start(key, lane.newest);
    lane.following ??= lane.running.then(again, again);
    return lane.following;
  };
}

/** Turns a synchronous throw into a rejection. */
function settled<Item>(run: (item: Item) => Promise<void>, item: Item): Promise<void> {
  try {
    return run(item);
  } catch (error) {
    return Promise.reject(error);
  }
}
