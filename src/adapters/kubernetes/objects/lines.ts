import { ObjectsError } from '#ports/objects/errors.ts';

const NEWLINE = 10;
/** etcd takes no object of more than 1.5 MiB; written as JSON it may grow a few times. */
const LONGEST_LINE_BYTES = 16 * 1024 * 1024;

/** The lines of a stream of bytes that have anything in them, without their ends. Throws `Unavailable`. */
export async function* linesOf(body: AsyncIterable<Buffer>): AsyncGenerator<string> {
  let pieces: Buffer[] = [];
  let size = 0;
  const add = (piece: Buffer): void => {
    pieces.push(piece);
    size += piece.length;
    if (size <= LONGEST_LINE_BYTES) return;
    throw new ObjectsError('Unavailable', `a line is longer than ${LONGEST_LINE_BYTES} bytes`);
  };
  // Put together before it is read: a letter may be split, too.
  const take = (): string => {
    const line = Buffer.concat(pieces).toString('utf8');
    pieces = [];
    size = 0;
    return line;
  };
  for await (const chunk of body) {
    let from = 0;
    for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
      add(chunk.subarray(from, end));
      from = end + 1;
      const line = take();
      if (line !== '') yield line;
    }
    add(chunk.subarray(from));
  }
  const rest = take();
  if (rest !== '') yield rest;
}
