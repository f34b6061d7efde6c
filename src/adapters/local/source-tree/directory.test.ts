import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sourceTreeContract } from '#ports/source-tree/source-tree.contract.ts';
import { createDirectoryTree } from './directory.ts';

sourceTreeContract('a directory', async (content, context) => {
  const root = await mkdtemp(join(tmpdir(), 'source-tree-'));
  context.after(() => rm(root, { recursive: true }));
  for (const [path, what] of Object.entries(content)) {
    const place = join(root, path);
    await mkdir(dirname(place), { recursive: true });
    await (typeof what === 'object' && 'link' in what ? symlink(what.link, place) : writeFile(place, what));
  }
  return createDirectoryTree(root);
});
