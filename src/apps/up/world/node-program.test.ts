import { strict as assert } from 'node:assert';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { test, type TestContext } from 'node:test';
import { testChildren } from '#adapters/local/processes/children.testing.ts';
import { nodeOfUser, ownNode } from './node-program.ts';

const { programs } = testChildren();

/** What is called `node` in a directory of PATH: a script, or another kind of thing. */
type Entry = Script | 'nothing' | 'a directory' | 'not executable';

interface Script {
  readonly script: string;
}

const says = (version: string): Script => ({ script: `echo ${version}` });

/** Directories with a `node` each, in the order of PATH. */
async function pathOf(context: TestContext, entries: readonly Entry[]): Promise<readonly string[]> {
  const root = await mkdtemp(join(tmpdir(), 'dm-node-'));
  context.after(() => rm(root, { recursive: true }));
  return Promise.all(
    entries.map(async (entry, index) => {
      const directory = join(root, String(index));
      const node = join(directory, 'node');
      await mkdir(directory);
      if (entry === 'a directory') await mkdir(node);
      if (entry === 'not executable') await writeFile(node, '#!/bin/sh\n', { mode: 0o644 });
      if (typeof entry === 'object') await writeFile(node, `#!/bin/sh\n${entry.script}\n`, { mode: 0o755 });
      return directory;
    }),
  );
}

const find = (directories: readonly string[]) =>
  nodeOfUser({ PATH: [...directories, '/bin'].join(delimiter) }, programs);

const first: Record<string, { entries: readonly Entry[]; version: string }> = {
  'the node that PATH leads to is the one': { entries: [says('v20.1.0')], version: 'v20.1.0' },
  'of several the first': { entries: [says('v18.0.0'), says('v20.1.0')], version: 'v18.0.0' },
  'directories without one are passed over': { entries: ['nothing', says('v20.1.0')], version: 'v20.1.0' },
  'as a shell does, so is what cannot be executed': {
    entries: ['not executable', says('v20.1.0')],
    version: 'v20.1.0',
  },
};
for (const [sentence, { entries, version }] of Object.entries(first)) {
  test(sentence, async (context) =>
    assert.deepEqual(await find(await pathOf(context, entries)), { directory: undefined, version }),
  );
}

const failing: Record<string, Entry> = {
  'ends with an error': { script: 'echo v16.0.0; exit 1' },
  'is something else': { script: 'echo usage: node HOST' },
  'says nothing': { script: ':' },
  'is a directory': 'a directory',
};
for (const [what, entry] of Object.entries(failing)) {
  test(`a node that ${what} is passed over, and the next one goes before it in PATH`, async (context) => {
    const directories = await pathOf(context, [entry, says('v20.1.0')]);
    assert.deepEqual(await find(directories), { directory: directories[1], version: 'v20.1.0' });
  });
  test(`where the only node ${what}, ours is taken`, async (context) =>
    assert.deepEqual(await nodeOfUser({ PATH: (await pathOf(context, [entry]))[0] }, programs), ownNode));
}

const none: Record<string, NodeJS.ProcessEnv> = {
  'where PATH has no node, ours is taken': { PATH: '/nonexistent' },
  'where PATH is empty, ours is taken': { PATH: '' },
  'where there is no PATH, ours is taken': {},
};
for (const [sentence, environment] of Object.entries(none)) {
  test(sentence, async () => assert.deepEqual(await nodeOfUser(environment, programs), ownNode));
}

test('ours is the one that runs this', () =>
  assert.deepEqual(ownNode, { directory: dirname(process.execPath), version: process.version }));

test('a shim of a version manager is called by the name that it looks at', async (context) => {
  const [directory = '', shims = ''] = await pathOf(context, ['nothing', 'nothing']);
  const shim = join(shims, 'shim');
  await writeFile(shim, '#!/bin/sh\ncase "$0" in */node) echo v22.0.0 ;; *) exit 64 ;; esac\n', { mode: 0o755 });
  await symlink(shim, join(directory, 'node'));
  assert.deepEqual(await find([directory]), { directory: undefined, version: 'v22.0.0' });
});
