import { Buffer } from 'node:buffer';

/** A file or directory in an archive; paths have no slash at their beginning. */
export interface TarEntry {
  readonly path: string;
  readonly content?: Uint8Array;
  /** As in chmod; default 0o644, of directories 0o755. */
  readonly mode?: number;
}

const BLOCK = 512;
/** The longest path that the old field holds; ours are shorter. */
const LONGEST_PATH = 100;

/** An archive in the ustar format (POSIX.1-2017, pax: "ustar Interchange Format"), the same for the same entries. Pure. */
export function tar(entries: readonly TarEntry[]): Buffer {
  const blocks = entries.flatMap(({ path, content, mode }) =>
    content === undefined
      ? [header(`${path}/`, 0, mode ?? 0o755, '5')]
      : [header(path, content.length, mode ?? 0o644, '0'), content, padding(content.length)],
  );
  return Buffer.concat([...blocks, Buffer.alloc(2 * BLOCK)]);
}

const padding = (size: number): Buffer => Buffer.alloc((BLOCK - (size % BLOCK)) % BLOCK);

/** Owner, group and times are zero: nobody's, and the same whenever it is made. */
function header(path: string, size: number, mode: number, type: '0' | '5'): Buffer {
  if (Buffer.byteLength(path) > LONGEST_PATH) throw new Error(`${path}: too long for an archive`);
  const block = Buffer.alloc(BLOCK);
  block.write(path, 0);
  block.write(octal(mode, 7), 100);
  block.write(octal(0, 7), 108);
  block.write(octal(0, 7), 116);
  block.write(octal(size, 11), 124);
  block.write(octal(0, 11), 136);
  block.write(' '.repeat(8), 148);
  block.write(type, 156);
  block.write('ustar\x0000', 257);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${octal(sum, 6)}\0 `, 148);
  return block;
}

const octal = (value: number, digits: number): string => value.toString(8).padStart(digits, '0');
