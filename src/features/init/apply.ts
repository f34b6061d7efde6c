import type { NewFile } from '#ports/new-file.ts';
import type { Draft } from './draft.ts';
import { renderApplicationFile } from './render.ts';

/** Writes the draft's file. Throws `NewFileError`. */
export const writeDraft = (draft: Draft, file: NewFile, options: { readonly replace: boolean }): Promise<void> =>
  file.write(renderApplicationFile(draft), options);
