import { readFile, rename, writeFile } from 'node:fs/promises';

/**
 * Writes a file, whole or not at all, unless it reads so already: some programs end when their configuration is
 * written, also with the same.
 */
export async function settle(file: string, text: string): Promise<void> {
  const found = await readFile(file, 'utf8').catch(() => undefined);
  if (found === text) return;
  await writeFile(`${file}.new`, text, { mode: 0o600 });
  await rename(`${file}.new`, file);
}
