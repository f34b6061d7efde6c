import { CodedError } from '#lib/coded-error.ts';

/** The place of one file that is written whole or not at all. */
export interface NewFile {
  /** Where it is, for people. */
  readonly path: string;
  /** Whether something has its name already. */
  exists(): Promise<boolean>;
  /** Never replaces what is there unless it is told to. Throws `NewFileError`. */
  write(text: string, options: { readonly replace: boolean }): Promise<void>;
}

/** - `FileExists`: something has its name; - `WriteFailed`: the place takes no file. */
export class NewFileError extends CodedError<'FileExists' | 'WriteFailed'> {
  override readonly name = 'NewFileError';
}
