import { strict as assert } from 'node:assert';
import { readdir, readFile, rm, truncate, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { test } from 'node:test';
import { dm, type Place } from '#test/e2e/dm.testing.ts';
import { begin, plain } from './shapes.testing.ts';
import { status, visit } from './visit.testing.ts';
import { leftOf, ownWorld } from './own.testing.ts';
import { until } from '#adapters/local/real-time.testing.ts';

async function stateOf({ directory }: Place): Promise<string> {
  const root = join(directory, 'state', 'dungeon-master');
  const [only = ''] = await readdir(root);
  return join(root, only);
}

const damages: Record<string, (state: string) => Promise<void>> = {
  'the keys are lost': (state) => rm(join(state, 'keys.json')),
  'the keys are something else': (state) => writeFile(join(state, 'keys.json'), '{"x":1}'),
  'the objects were cut off': (state) => truncate(join(state, 'objects.json'), 200),
  'the seen branches are empty': (state) => truncate(join(state, 'branches.shop.json'), 0),
  'GitHub begins anew': (state) => rm(join(state, 'github.json')),
};
for (const [what, damage] of Object.entries(damages)) {
  test(`when ${what}, what ran runs again, and what is committed then does too`, async (context) => {
    const { place, made, up } = await ownWorld(context, (repository) => begin(repository, plain, 'first'));
    const feature = made.branch('feature', 'say second', plain.says('second'));
    const first = up();
    await first.line('staging runs', status(made.git('rev-parse', 'main'), 'success'));
    await first.line('the preview runs', status(feature, 'success'));
    first.child.kill('SIGINT');
    await first.ended;
    await damage(await stateOf(place));

    const second = up();
    await second.line('staging runs again', status(made.git('rev-parse', 'main'), 'success'));
    const next = made.branch('feature', 'say third', plain.says('third'));
    const { url } = await second.line('the new commit runs', status(next, 'success'));
    assert.equal((await visit(String(url))).body, 'plain third');
  });
}

test('a state of GitHub that cannot be read is refused, and what the advice says helps', async (context) => {
  const { place, made, up } = await ownWorld(context, (repository) => begin(repository, plain, 'first'));
  const first = up();
  const main = made.git('rev-parse', 'main');
  await first.line('staging runs', status(main, 'success'));
  first.child.kill('SIGINT');
  await first.ended;
  const path = join(await stateOf(place), 'github.json');
  const before = (await readFile(path, 'utf8')).slice(0, 200);
  await writeFile(path, before);
  const refused = await dm(place, 'up', '--repo', made.directory);
  assert.equal(refused.code, 1);
  assert.match(refused.stderr, /StateUnreadable[^]*next: remove the file/);
  assert.equal(await readFile(path, 'utf8'), before, 'nothing is lost by itself');
  await rm(path);
  const second = up();
  const { url } = await second.line('staging runs', status(main, 'success'));
  assert.equal((await visit(String(url))).body, 'plain first');
});

for (const event of ['reading', 'repository', 'ready', 'check']) {
  test(`one Ctrl-C as soon as dm up tells "${event}" ends it, and nothing of it is left`, async (context) => {
    const { up } = await ownWorld(context, (repository) => begin(repository, plain, 'first'));
    const started = up();
    await started.line(event, (line) => line['event'] === event);
    started.child.kill('SIGINT');
    assert.equal(await started.ended, 130);
    await until('no child is left', () => leftOf(started).length === 0);
  });
}
