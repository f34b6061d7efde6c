import { CodedError } from '#lib/coded-error.ts';

/** The files of one repository as they stand in a directory, or in a git tree at a commit. Paths have `/`, no `..`. */
export interface SourceTree {
  /** The names in a directory, files and directories alike, in any order; `''` is the root. None: an empty list. Throws `SourceTreeError`. */
  list(directory: string): Promise<readonly string[]>;
  /** The text of a file, without a byte order mark; undefined when there is none. Throws `SourceTreeError`. */
  read(path: string): Promise<string | undefined>;
}

/** A file that is longer is not read: nobody writes such a Dockerfile by hand. */
export const MAXIMUM_SOURCE_BYTES = 262_144;

/**
 * - `TooLarge`: longer than `MAXIMUM_SOURCE_BYTES`; - `NotText`: not UTF-8, or with a NUL;
 * - `NotAFile`: a directory, a device, a submodule; - `Link`: a symbolic link, or below one: links are not followed;
 * - `Unavailable`: it could not be read.
 */
export type SourceTreeErrorCode = 'TooLarge' | 'NotText' | 'NotAFile' | 'Link' | 'Unavailable';

const words: Readonly<Record<SourceTreeErrorCode, string>> = {
  TooLarge: `is longer than ${MAXIMUM_SOURCE_BYTES / 1024} KiB`,
  NotText: 'is not UTF-8 text',
  NotAFile: 'is not a file',
  Link: 'is a symbolic link, or below one, and links are not followed',
  Unavailable: 'cannot be read',
};

/** One file that cannot be read; the others can. */
export class SourceTreeError extends CodedError<SourceTreeErrorCode> {
  override readonly name = 'SourceTreeError';
  /** `is not UTF-8 text` */
  readonly why: string;

  constructor(code: SourceTreeErrorCode, path: string, cause?: unknown) {
    super(code, `${path} ${words[code]}`, { source: 'user', cause });
    this.why = words[code];
  }
}

/** The text of a file's bytes. Throws `SourceTreeError`: `TooLarge`, `NotText`. */
export function sourceText(path: string, bytes: Uint8Array): string {
  if (bytes.length > MAXIMUM_SOURCE_BYTES) throw new SourceTreeError('TooLarge', path);
  const text = decoded(bytes);
  if (text === undefined || text.includes('\0')) throw new SourceTreeError('NotText', path);
  return text;
}

/** The decoder leaves out a byte order mark. */
function decoded(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
