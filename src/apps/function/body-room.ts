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
  return new Room(capacityBytes);
}

class Room implements BodyRoom {
  readonly #capacityBytes: number;
  readonly #inside: Place[] = [];
  #totalBytes = 0;

  constructor(capacityBytes: number) {
    this.#capacityBytes = capacityBytes;
  }

  enter(giveWay: () => void): Share {
    const place = new Place(this, giveWay, this.#inside.length);
    this.#inside.push(place);
    return place;
  }

  grow(bytes: number): void {
    this.#totalBytes += bytes;
    if (this.#totalBytes > this.#capacityBytes) this.#makeRoom();
  }

  /** The last one takes the place that is free: nothing moves and nothing is searched. */
  leave(place: Place): void {
    this.#totalBytes -= place.bytes;
    const last = this.#inside.pop();
    if (!last || last === place) return;
    last.index = place.index;
    this.#inside[last.index] = last;
  }

  #makeRoom(): void {
    for (const largest of this.#inside.toSorted((left, right) => right.bytes - left.bytes)) {
      if (this.#totalBytes <= this.#capacityBytes) return;
      largest.leave();
      largest.giveWay();
    }
  }
}

class Place implements Share {
  readonly giveWay: () => void;
  readonly #room: Room;
  index: number;
  bytes = 0;
  #isInside = true;

  constructor(room: Room, giveWay: () => void, index: number) {
    this.#room = room;
    this.giveWay = giveWay;
    this.index = index;
  }

  grow(bytes: number): void {
    if (!this.#isInside) return;
    this.bytes += bytes;
    this.#room.grow(bytes);
  }

  leave(): void {
    if (!this.#isInside) return;
    this.#isInside = false;
    this.#room.leave(this);
  }
}
