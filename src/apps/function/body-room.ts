/** A body's share of the room. */
export interface Share {
  /** May make this body, or another one, give way. */
  grow(bytes: number): void;
  /** To be called when the body is no longer arriving, for whatever reason. */
  leave(): void;
}

/** The memory that all bodies share while they arrive: who sends them is not known before the last byte. */
export interface BodyRoom {
  /** @param giveWay is called at most once, when the room is full and this body holds the most */
  enter(giveWay: () => void): Share;
}

/** When the room is full the largest gives way, so that whoever fills it does not shut out the others. */
export function createBodyRoom(capacityBytes: number): BodyRoom {
  const held = new Map<() => void, number>();
  let total = 0;

  const leave = (body: () => void): void => {
    total -= held.get(body) ?? 0;
    held.delete(body);
  };

  const makeRoom = (): void => {
    for (const [largest] of [...held].toSorted(([, left], [, right]) => right - left)) {
      if (total <= capacityBytes) return;
      leave(largest);
      largest();
    }
  };

  return {
    enter(giveWay) {
      const body = () => giveWay();
      held.set(body, 0);
      return {
        grow(bytes) {
          const before = held.get(body);
          if (before === undefined) return;
          held.set(body, before + bytes);
          total += bytes;
          if (total > capacityBytes) makeRoom();
        },
        leave: () => leave(body),
      };
    },
  };
}
