import { constants } from 'node:fs';
import { copyFile, link, lstat, open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { messageOf } from '#lib/coded-error.ts';
import { NewFileError, type NewFile } from '#ports/new-file.ts';

/** A file on disk; its mode is what the umask leaves. Readers never see a part of it. */
export function createNewFile(path: string): NewFile {
  const draft = join(dirname(path), `.${basename(path)}.${process.pid}.draft`);
  return {
    path,
    exists: () =>
      lstat(path).then(
        () => true,
        () => false,
      ),
    async write(text, { replace }) {
      try {
        await writeWhole(draft, text);
        await (replace ? rename(draft, path) : moveBeside(draft, path));
      } catch (error) {
        throw failure(path, error);
      } finally {
        await rm(draft, { force: true });
      }
    },
  };
}

async function writeWhole(path: string, text: string): Promise<void> {
  await using file = await open(path, 'wx', 0o666);
  await file.writeFile(text);
  await file.sync();
}

/** A link does not replace; where a file system has none, an exclusive copy is the next best. */
async function moveBeside(draft: string, path: string): Promise<void> {
  try {
    await link(draft, path);
  } catch (error) {
    if (codeOf(error) === 'EEXIST') throw error;
    await copyFile(draft, path, constants.COPYFILE_EXCL);
  }
}

function failure(path: string, cause: unknown): NewFileError {
  if (codeOf(cause) === 'EEXIST') {
    const next = 'see what would be written with --print, or replace the file with --force';
    return new NewFileError('FileExists', `${path} is there already`, { source: 'user', next, cause });
  }
  const next = 'look at the rights and the space of its directory, or print the file with --print';
  return new NewFileError('WriteFailed', `${path} cannot be written: ${messageOf(cause)}`, {
    source: 'user',
    next,
    cause,
  });
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);
