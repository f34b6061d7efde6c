/** Up to here the pieces are kept as they came, which is quickest. */
const SMALL_BYTES = 128 * 1024;

/**
 * The bytes of one body as they arrive. Large ones are gathered in memory of our own that is given back at once: pieces
 * that were kept long enough wait for a full garbage collection, and refused bodies would add up to hundreds of megabytes.
 */
export class BodyBytes {
  readonly #pieces: Uint8Array[] = [];
  readonly #maximumBytes: number;
  #own: ArrayBuffer | undefined;
  #length = 0;

  constructor(maximumBytes: number) {
    this.#maximumBytes = maximumBytes;
  }

  get length(): number {
    return this.#length;
  }

  /** Must not make it longer than the maximum. */
  add(piece: Uint8Array): void {
    const before = this.#length;
    this.#length += piece.byteLength;
    if (this.#length <= SMALL_BYTES) return void this.#pieces.push(piece);
    const own = new Uint8Array(this.#roomFor(this.#length));
    let at = this.#pieces.length > 0 ? 0 : before;
    for (const next of [...this.#pieces.splice(0), piece]) {
      own.set(next, at);
      at += next.byteLength;
    }
  }

  /** All of it; not to be used after `free`. A body that came in one piece, as most do, is not copied. */
  whole(): Buffer {
    if (this.#own) return Buffer.from(this.#own, 0, this.#length);
    const [only] = this.#pieces;
    return only && this.#pieces.length === 1
      ? Buffer.from(only.buffer, only.byteOffset, only.byteLength)
      : Buffer.concat(this.#pieces, this.#length);
  }

  free(): void {
    this.#pieces.length = 0;
    this.#own &&= this.#own.transfer(0);
  }

  #roomFor(length: number): ArrayBuffer {
    const own = this.#own ?? new ArrayBuffer(0);
    if (length <= own.byteLength) return own;
    const twice = Math.max(length, own.byteLength * 2);
    return (this.#own = own.transfer(Math.min(twice, this.#maximumBytes)));
  }
}
